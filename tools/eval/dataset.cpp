#include "eval/dataset.hpp"
#include "ptrm/puzzle_kind.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <tuple>

#include "base/index.hpp"
#include "base/random.hpp"
#include "eval/data_folder_source.hpp"
#include "ptrm/error.hpp"
#include "ptrm/solver.hpp"
#include "puzzle_input.hpp"
#include "puzzles/fit.hpp"

namespace ptrm::tools {
namespace fs = std::filesystem;

namespace {

EvalItem item_of(InputPuzzle&& puzzle, std::size_t index, std::int32_t puzzle_id) {
    EvalItem item;
    item.question.puzzle_id = puzzle_id;
    item.index = index;
    item.place = std::move(puzzle.place);
    item.group = std::move(puzzle.group);
    item.rating = puzzle.rating;
    item.question.tokens = std::move(puzzle.question);
    item.answer = std::move(puzzle.answer);
    return item;
}

class FeedReader final : public ItemReader {
public:
    /// @param puzzle without one, what the text says
    FeedReader(const std::string& path, const std::optional<std::string>& text, ModelPuzzle puzzle)
        : text_(text.value_or("")),
          puzzle_(std::move(puzzle)),
          feed_(text ? PuzzleInput(text_, path == "-" ? "<stdin>" : path, puzzle_.puzzle) : PuzzleInput({path}, puzzle_.puzzle)) {
    }

    /// The puzzle of the first question; null where there is none.
    std::shared_ptr<const Puzzle> first() {
        const auto puzzle = feed_.next(1);
        return puzzle.empty() ? nullptr : puzzle.front().puzzle;
    }

    EvalItem at(std::size_t index) override {
        for (;; ++next_) {
            auto puzzle = feed_.next(1);
            if (puzzle.empty()) throw Error(ErrorCode::io, "data", "", "has become shorter while it was read");
            if (next_ == index) return item_of(std::move(puzzle.front()), next_++, puzzle_.puzzle_id);
        }
    }

    /// How many there are from here on, and their hash. @throws Error (bad_puzzle) where one is malformed
    std::pair<std::size_t, std::uint64_t> survey(const std::string& path) {
        std::size_t count = 0;
        std::uint64_t all = 0;
        for (auto portion = feed_.next(1024); !portion.empty(); portion = feed_.next(1024)) {
            count += portion.size();
            for (const InputPuzzle& puzzle : portion) all = ptrm::tools::hash(all, puzzle.question, puzzle.answer);
        }
        if (feed_.malformed() + feed_.bad_files() > 0)
            throw Error(ErrorCode::bad_puzzle, path, "",
                        std::to_string(feed_.malformed()) + " malformed puzzles; nothing was evaluated");
        return {count, all};
    }

private:
    std::istringstream text_;
    ModelPuzzle puzzle_;
    PuzzleInput feed_;
    std::size_t next_ = 0;
};

/// A puzzle file, read anew by every reader, or a text that was standard input.
class TextSource final : public DataSource {
public:
    /// @param puzzles those that the model solves
    TextSource(const std::string& path, const std::vector<ModelPuzzle>& puzzles) : path_(path), puzzle_(puzzles.front()) {
        std::error_code problem;
        if (path == "-") {
            text_ = std::string(std::istreambuf_iterator<char>(std::cin), {});
        } else if (fs::exists(path, problem) && !fs::is_regular_file(path, problem)) {  // a pipe, that gives its bytes once
            std::ifstream pipe(path, std::ios::binary);
            if (!pipe) throw Error(ErrorCode::io, path, "", "cannot be opened for reading");
            text_ = std::string(std::istreambuf_iterator<char>(pipe), {});
        }
        if (puzzles.size() > 1) puzzle_ = chosen(puzzles);
        std::tie(size_, hash_) = FeedReader(path_, text_, puzzle_).survey(path);
    }

    const ModelPuzzle& puzzle() const { return puzzle_; }

    std::size_t size() const override { return size_; }
    std::uint64_t hash() const override { return hash_; }
    std::unique_ptr<ItemReader> reader() const override { return std::make_unique<FeedReader>(path_, text_, puzzle_); }

private:
    /// The one that the first question fits in.
    ModelPuzzle chosen(const std::vector<ModelPuzzle>& puzzles) const {
        const auto first = FeedReader(path_, text_, {}).first();
        for (const ModelPuzzle& one : puzzles)
            if (first && fits(*first, *one.puzzle)) return one;
        throw Error(ErrorCode::bad_puzzle, path_, "", "a puzzle that the model was trained for",
                    first ? first->task().puzzle : "none");
    }

    std::string path_;
    std::optional<std::string> text_;
    ModelPuzzle puzzle_;
    std::size_t size_ = 0;
    std::uint64_t hash_ = 0;
};

class JoinedReader final : public ItemReader {
public:
    explicit JoinedReader(const std::vector<std::unique_ptr<DataSource>>& sources) : sources_(sources) {}

    EvalItem at(std::size_t index) override {
        for (; index - before_ >= sources_[source_]->size(); ++source_, reader_.reset()) before_ += sources_[source_]->size();
        if (!reader_) reader_ = sources_[source_]->reader();
        EvalItem item = reader_->at(index - before_);
        item.index = index;
        return item;
    }

private:
    const std::vector<std::unique_ptr<DataSource>>& sources_;
    std::size_t source_ = 0, before_ = 0;
    std::unique_ptr<ItemReader> reader_;
};

}  // namespace

std::optional<int> ArcExamples::box(std::size_t index, Tokens question) const {
    const ArcPlace& of = place(index);
    return at(*tasks_, of.task).box(of.augmentation.undo(arc_grid(question)));
}

fs::path data_folder(const fs::path& path) {
    std::error_code problem;
    const bool whole = !fs::exists(path / "dataset.json", problem) && fs::exists(path / "test" / "dataset.json", problem);
    return whole ? path / "test" : path;
}

Dataset::Dataset(const std::vector<std::string>& data, const Model& model, const std::string& path, const DataOptions& options) {
    std::vector<ModelPuzzle> puzzles = puzzles_if_known(model);
    if (puzzles.size() == 1) puzzle_ = puzzles.front().puzzle;
    // Of a model of several kinds, that of the data.
    const auto choose = [&](const ModelPuzzle& one, const std::string& name) {
        if (puzzles.size() > 1 && puzzle_ && puzzle_ != one.puzzle)
            throw Error(ErrorCode::bad_argument, name, "", puzzle_->task().puzzle + ", as the data before it",
                        one.puzzle->task().puzzle);
        puzzle_ = one.puzzle;
    };
    for (const auto& name : data) {
        std::error_code problem;
        if (!fs::is_directory(name, problem)) {
            if (options.arc.value_or(false))
                throw Error(ErrorCode::bad_argument, "--arc", "", "a data folder of the official code", name);
            if (puzzles.empty()) puzzles = puzzles_of_model(model, path);  // says why there is none
            auto source = std::make_unique<TextSource>(name, puzzles);
            choose(source->puzzle(), name);
            size_ += source->size();
            sources_.push_back(std::move(source));
            continue;
        }
        const fs::path folder = data_folder(name);
        const bool arc = options.arc.value_or(arc_folder(folder).has_value());
        if (arc && data.size() > 1)
            throw Error(ErrorCode::bad_argument, "data", "", "one folder of ARC, over whose tasks all votes are cast",
                        std::to_string(data.size()) + " of data");
        auto source = std::make_unique<DataFolderSource>(folder, model.architecture(), arc, options.augmentations);
        for (const ModelPuzzle& one : puzzles)
            if (puzzles.size() > 1 && source->size() > 0 && source->puzzle_id() == one.puzzle_id) choose(one, name);
        if (arc) {
            arc_ = source.get();
            puzzle_ = find_puzzle_kind("arc")->puzzle(arc_task());
        }
        size_ += source->size();
        sources_.push_back(std::move(source));
    }
    if (size_ == 0) throw Error(ErrorCode::bad_argument, "data", "", "holds no puzzle");
    if (arc_ == nullptr) return;
    arc_units_.resize(arc_->tasks()->size());
    for (std::size_t i = 0, units = 0; i < size_; ++i)
        if (i == 0 || arc_->place(i).task != arc_->place(i - 1).task) at(arc_units_, arc_->place(i).task) = units++;
}

std::uint64_t Dataset::hash() const {
    std::uint64_t all = 0;
    for (const auto& source : sources_) all = mix64(all ^ source->hash());
    return all;
}

std::unique_ptr<ItemReader> Dataset::reader() const { return std::make_unique<JoinedReader>(sources_); }

std::size_t Dataset::unit(std::size_t index) const { return arc_ == nullptr ? index : at(arc_units_, arc_->place(index).task); }

}  // namespace ptrm::tools
