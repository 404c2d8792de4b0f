#include "eval/arc_election.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

#include "base/bytes.hpp"
#include "base/index.hpp"
#include "eval/data_folder_source.hpp"
#include "support/arc.hpp"
#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::test;
using namespace ptrm::tools;

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("votes over given predictions come to the official submissions and figures") {
    const DataFolderSource data(kArc / "data" / "test", sheets(), true, 0);
    const NpyArray predictions{ByteSource(kArc / "votes" / "predictions.npy")}, q{ByteSource(kArc / "votes" / "q_halt.npy")};
    for (const char* name : {"round0", "round1", "round2", "partial"}) {
        INFO(name);
        const auto folder = kArc / "votes" / "expected" / name;
        const auto metrics = nlohmann::json::parse(text_of(folder / "metrics.json"));
        ArcElection election(data.tasks());
        std::vector<std::size_t> fed;
        for (std::size_t i = 0; i < data.size(); ++i) fed.push_back(i);
        if (metrics.at("examples").is_array()) fed = metrics["examples"].get<std::vector<std::size_t>>();
        REQUIRE(metrics.at("rounds").size() == 1);
        for (const std::size_t i : fed) {
            const std::uint64_t row = metrics["rounds"][0].get<std::uint64_t>() * 45 + data.row(i);
            std::vector<std::int32_t> sheet(900);
            float logit = 0;
            predictions.read(row * 900, sheet);
            q.read(row, std::span(&logit, 1));
            election.add(data.place(i).task, data.box(i).value(), data.place(i).augmentation.undo(arc_grid(sheet)),
                         arc_probability(logit));
        }
        election.close();
        CHECK(election.submission() == text_of(folder / "submission.json"));
        const auto pass = election.pass();
        for (std::size_t k = 0; k < kArcPass.size(); ++k) {
            const std::string key = "ARC/pass@" + std::to_string(kArcPass[k]);
            CHECK(pass[k].value == Approx(metrics.at(key).get<double>()).epsilon(1e-12));
        }
    }
}
