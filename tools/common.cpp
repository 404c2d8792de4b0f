#include "common.hpp"
#include "kernels/kernels.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <CLI/CLI.hpp>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/instructions.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

void on_interrupt(int signal) {
    g_interrupted = 1;
    std::signal(signal, SIG_DFL);
}

}  // namespace

Output::Output(const std::string& path, bool append)
    : name_(path.empty() || path == "-" ? "standard output" : path), stream_(stdout), owned_(nullptr, &std::fclose) {
    if (path.empty() || path == "-") return;
    owned_.reset(std::fopen(path.c_str(), append ? "ab" : "wb"));
    stream_ = owned_.get();
    if (stream_ == nullptr) fail();
}

void Output::write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stream_) != text.size()) fail();
}

void Output::flush() {
    if (std::fflush(stream_) != 0) fail();
}

bool Output::is_terminal() const { return isatty(fileno(stream_)) == 1; }

void Output::lock() {
    if (flock(fileno(stream_), LOCK_EX | LOCK_NB) != 0)
        throw Error(ErrorCode::io, name_, "", "is being written by another process");
}

void Output::fail() const {
    if (errno == EPIPE) {  // the reader has what it wanted, as with any filter
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    throw Error(ErrorCode::io, name_, "", std::string("cannot be written: ") + std::strerror(errno));
}

std::string digits(double value) {
    char text[32];
    const int behind = value >= 100 || value <= 0 ? 0 : std::min(9, 2 - static_cast<int>(std::floor(std::log10(value))));
    std::snprintf(text, sizeof text, "%.*f", behind, value);
    return text;
}

void write_file(const std::string& path, std::string_view text) {
    std::error_code problem;
    const bool plain =
        path != "-" && (!std::filesystem::exists(path, problem) || std::filesystem::is_regular_file(path, problem));
    const std::string part = plain ? path + ".part" : path;  // a pipe or terminal takes it as it comes
    try {
        Output output(part);
        output.write(text);
        output.flush();
    } catch (...) {
        if (plain) std::filesystem::remove(part, problem);
        throw;
    }
    if (plain) std::filesystem::rename(part, path, problem);
    if (problem) throw Error(ErrorCode::io, path, "", "cannot be written: " + problem.message());
}

Colours colours_of(const Output& output) {
    const auto variable = [](const char* name) {
        return std::string_view(std::getenv(name) == nullptr ? "" : std::getenv(name));
    };
    if (!output.is_terminal() || std::getenv("NO_COLOR") != nullptr) return Colours::none;
    return variable("COLORTERM") == "truecolor" || variable("COLORTERM") == "24bit" ? Colours::all : Colours::palette;
}

void refuse_to_overwrite(const std::string& output, const std::vector<std::string>& inputs) {
    if (output.empty() || output == "-") return;
    for (const auto& input : inputs) {
        std::error_code problem;
        if (input == "-" ? false : std::filesystem::equivalent(output, input, problem))
            throw Error(ErrorCode::bad_argument, output, "",
                        "another file than the input " + input + ", which it would overwrite", "the same");
    }
}

void ArithmeticOptions::add_to(CLI::App& app, const std::string& precision) {
    app.add_option("--backend", backend_,
                   "who computes the products: auto (onednn where it was built in, but for f32 without AVX-512), onednn, eigen "
                   "or reference")
        ->group("Run")
        ->capture_default_str();
    app.add_option("--precision", precision_,
                   "of the products: f32; bf16 or i8 (with onednn); auto, which is bf16 where the CPU multiplies it natively and "
                   "else f32")
        ->group("Run")
        ->default_str(precision);
    app.add_option("--instructions", instructions_, "at most these of the CPU's: baseline, avx2, avx512 or amx (default: all)")
        ->group("Run");
}

LoadOptions ArithmeticOptions::load_options(Precision precision) const {
    if (!instructions_.empty()) limit_instructions(parse_instructions(instructions_));
    return {parse_backend(backend_), precision_.empty() ? precision : parse_precision(precision_)};
}

void catch_interrupts() {
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
}

bool interrupted() { return g_interrupted != 0; }

}  // namespace ptrm::tools
