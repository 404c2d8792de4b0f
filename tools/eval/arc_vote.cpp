#include "eval/arc_vote.hpp"

#include <limits>

#include "base/index.hpp"
#include "eval/data_folder_source.hpp"
#include "formats/safetensors.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

/// The shape of predictions or of their Q, with the axis of rounds in front.
std::vector<std::int64_t> rounds_of(const NpyArray& array, std::size_t axes, const std::string& wanted) {
    auto shape = array.shape();
    if (shape.size() + 1 == axes) shape.insert(shape.begin(), 1);
    if (shape.size() != axes) throw Error(ErrorCode::bad_file, array.name(), "shape", wanted, shape_text(array.shape()));
    return shape;
}

}  // namespace

std::vector<ArcOutcome> vote_over(const std::filesystem::path& data, const std::filesystem::path& predictions_file,
                                  const std::filesystem::path& q_file, int augmentations) {
    const Task task = arc_task();
    Architecture sheets;
    sheets.seq_len = task.rows * task.cols;
    sheets.vocab_size = count_of(task.tokens);
    sheets.num_puzzle_identifiers = std::numeric_limits<std::int32_t>::max();
    const DataFolderSource source(data_folder(data), sheets, true, augmentations);
    const NpyArray predictions{ByteSource(predictions_file)}, q{ByteSource(q_file)};
    const std::int64_t rows = source.rows();
    const auto shape = rounds_of(predictions, 3, "[N, 900] or [rounds, N, 900]"), of_q = rounds_of(q, 2, "[N] or [rounds, N]");
    const std::int64_t rounds = shape[0];
    if (shape != std::vector<std::int64_t>{rounds, rows, sheets.seq_len})
        throw Error(ErrorCode::bad_file, predictions.name(), "shape",
                    "the " + std::to_string(rows) + " examples of the data, " + std::to_string(sheets.seq_len) + " tokens each",
                    shape_text(predictions.shape()));
    if (of_q != std::vector<std::int64_t>{rounds, rows})
        throw Error(ErrorCode::bad_file, q.name(), "shape", "one for each prediction, " + shape_text({rounds, rows}),
                    shape_text(q.shape()));

    const std::string name = predictions_file.filename().string();
    const auto& tasks = source.tasks();
    std::vector<ArcOutcome> outcomes{{{name, 0, "given", "official"}, ArcElection(tasks)},
                                     {{name, 0, "given", "q-weighted"}, ArcElection(tasks, ArcRanking::q_sum)}};
    std::vector<std::int32_t> sheet(to_size(sheets.seq_len));
    for (std::size_t first = 0, last = 0; first < source.size(); first = last) {
        while (last < source.size() && source.place(last).task == source.place(first).task) ++last;
        for (std::int64_t round = 0; round < rounds; ++round) {
            for (std::size_t i = first; i < last; ++i) {
                const auto box = source.box(i);
                if (!box) continue;
                const auto row = static_cast<std::uint64_t>(round * rows) + source.row(i);
                float logit = 0;
                predictions.read(row * sheet.size(), sheet);
                q.read(row, std::span(&logit, 1));
                const ArcGrid grid = source.place(i).augmentation.undo(arc_grid(sheet));
                for (ArcOutcome& outcome : outcomes)
                    outcome.election.add(source.place(i).task, *box, grid, arc_probability(logit));
            }
        }
    }
    for (ArcOutcome& outcome : outcomes) outcome.election.close();
    return outcomes;
}

}  // namespace ptrm::tools
