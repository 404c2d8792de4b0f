#include <CLI/CLI.hpp>
#include <cstdio>

#include "check/replay.hpp"
#include "command_line.hpp"
#include "common.hpp"
#include "shipped_models.hpp"

namespace {

constexpr const char* kExamples = R"(Examples:
  ptrm-check model.safetensors expected.safetensors
  ptrm-check model.safetensors expected.safetensors --tolerance 0.15
  ptrm-check model.safetensors expected.safetensors --backend reference
)";

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Replays a recording of another implementation on a model and prints the worst deviation of every tensor.\n"
        "Exit code 0: all within the tolerance; 1: not; 2: a file or option is bad.",
        "ptrm-check"};
    ptrm::tools::set_up(app, kExamples);
    std::string model_path, recording;
    ptrm::tools::ArithmeticOptions arithmetic;
    double tolerance = 1e-3;
    app.add_option("MODEL", model_path, "model file, or the name of a shipped model")
        ->required()
        ->transform(ptrm::tools::model_file);
    app.add_option("EXPECTED", recording, "recording (.safetensors): inputs, and states, logits and Q per step")->required();
    arithmetic.add_to(app);
    app.add_option("--tolerance", tolerance, "largest absolute deviation that passes")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    return ptrm::tools::run(app, argc, argv, [&] {
        const auto model = ptrm::Model::load(model_path, arithmetic.load_options());
        ptrm::tools::Output output("");
        double worst = 0;
        char line[256];
        for (const auto& deviation : ptrm::replay(model, recording)) {
            std::snprintf(line, sizeof line, "%-28s %.3g%s\n", deviation.tensor.c_str(), deviation.worst,
                          deviation.worst <= tolerance ? "" : "  beyond the tolerance");
            output.write(line);
            worst = std::max(worst, deviation.worst);
        }
        const bool passed = worst <= tolerance;
        std::snprintf(line, sizeof line, "%s: worst deviation %.3g, tolerance %g (backend %s, %s)\n", passed ? "PASS" : "FAIL",
                      worst, tolerance, std::string(model.backend()).c_str(), std::string(model.precision()).c_str());
        output.write(line);
        output.flush();
        return passed ? ptrm::tools::kDone : ptrm::tools::kUnsolved;
    });
}
