#include "common.hpp"
#include "kernels/kernels.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
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

Output::Output(const std::string& path, bool append)
    : name_(path.empty() || path == "-" ? "standard output" : path), stream_(stdout), owned_(nullptr, &std::fclose) {
    if (path.empty() || path == "-") return;
    // Opened for appending, so that whoever else shortens the file leaves no hole in it; emptied only once nobody else has it.
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        stream_ = nullptr;
        fail();
    }
    owned_.reset(fdopen(descriptor, "ab"));
    stream_ = owned_.get();
    struct stat status {};
    regular_ = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    if (!regular_) return;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        throw Error(ErrorCode::io, name_, "", "is being written by another process");
    if (!append && ftruncate(descriptor, 0) != 0) fail();
    size_ = append ? status.st_size : 0;
}

void Output::write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stream_) != text.size()) fail();
    size_ += static_cast<std::int64_t>(text.size());
}

void Output::flush() {
    if (std::fflush(stream_) != 0) fail();
    struct stat status {};
    if (!regular_ || fstat(fileno(stream_), &status) != 0) return;
    if (status.st_nlink == 0) throw Error(ErrorCode::io, name_, "", "was removed while it was written");
    if (status.st_size != size_) throw Error(ErrorCode::io, name_, "", "was changed by another process while it was written");
}

bool Output::is_terminal() const { return isatty(fileno(stream_)) == 1; }

std::int64_t Output::size() const { return size_; }

void Output::shorten(std::int64_t bytes) {
    if (ftruncate(fileno(stream_), bytes) != 0) fail();
    size_ = bytes;
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

bool is_file(const std::string& path) {
    std::error_code problem;
    return !std::filesystem::exists(path, problem) || std::filesystem::is_regular_file(path, problem);
}

namespace {

/// Where a file that is to appear whole is written; a pipe or terminal takes it as it comes.
std::string part_of(const std::string& path) { return path != "-" && is_file(path) ? path + ".part" : path; }

/// Calls write(Output&) for the part; what fails is said of the file, and leaves no part.
template <class Write>
void write_part(const std::string& path, Write write) {
    const std::string part = part_of(path);
    try {
        Output output(part);
        write(output);
    } catch (const Error& error) {
        std::error_code problem;
        if (part != path) std::filesystem::remove(part, problem);
        throw Error(error.code(), path, error.where(), error.expected(), error.got());
    }
}

}  // namespace

void make_folder(const std::filesystem::path& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    if (problem) throw Error(ErrorCode::io, path.string(), "", "cannot be made: " + problem.message());
}

void check_writable(const std::string& path) {
    if (path.empty() || part_of(path) == path) return;
    write_part(path, [](Output&) {});
    std::error_code problem;
    std::filesystem::remove(part_of(path), problem);
}

void write_file(const std::string& path, std::string_view text) {
    const std::string part = part_of(path);
    write_part(path, [&](Output& output) {
        output.write(text);
        output.flush();
    });
    std::error_code problem;
    if (part != path) std::filesystem::rename(part, path, problem);
    if (problem) throw Error(ErrorCode::io, path, "", "cannot be written: " + problem.message());
}

Colours colours_of(const Output& output) {
    const auto variable = [](const char* name) {
        return std::string_view(std::getenv(name) == nullptr ? "" : std::getenv(name));
    };
    if (!output.is_terminal() || std::getenv("NO_COLOR") != nullptr) return Colours::none;
    return variable("COLORTERM") == "truecolor" || variable("COLORTERM") == "24bit" ? Colours::all : Colours::palette;
}

namespace {

/// Whether a regular file is what an open descriptor stands for.
bool is_descriptor(int descriptor, const std::string& path) {
    struct stat one {
    }, other{};
    return fstat(descriptor, &one) == 0 && stat(path.c_str(), &other) == 0 && S_ISREG(one.st_mode) &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

}  // namespace

void refuse_to_overwrite(const std::string& output, const std::vector<std::string>& inputs) {
    if (output.empty() || output == "-") {
        // As `ptrm-solve f >f` and `ptrm-solve <f >f` have it.
        struct stat one {
        }, other{};
        for (const auto& input : inputs)
            if (input == "-" ? fstat(STDIN_FILENO, &one) == 0 && fstat(STDOUT_FILENO, &other) == 0 && S_ISREG(one.st_mode) &&
                                   one.st_dev == other.st_dev && one.st_ino == other.st_ino
                             : is_descriptor(STDOUT_FILENO, input))
                throw Error(ErrorCode::bad_argument, "standard output", "", "another file than the input",
                            input == "-" ? "standard input" : input);
        return;
    }
    for (const auto& input : inputs) {
        std::error_code problem;
        const bool same =
            input == "-" ? is_descriptor(STDIN_FILENO, output) : std::filesystem::equivalent(output, input, problem);
        if (same)
            throw Error(
                ErrorCode::bad_argument, output, "",
                "another file than the input " + (input == "-" ? "on standard input" : input) + ", which it would overwrite",
                output);
    }
}

void ArithmeticOptions::add_to(CLI::App& app, const std::string& precision) {
    app.add_option("--backend", backend_, "who computes the products: " + list_with_help(backends()))
        ->group("Run")
        ->capture_default_str();
    app.add_option("--precision", precision_, "of the products: " + list_with_help(precisions()))
        ->group("Run")
        ->default_str(precision);
    app.add_option("--memory-limit", memory_limit_,
                   "GB that a model's weights, or all threads together, may take; 0 for three quarters of the machine's")
        ->group("Run")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    app.add_option("--instructions", instructions_, "at most these of the CPU's: baseline, avx2, avx512 or amx (default: all)")
        ->group("Run");
}

LoadOptions ArithmeticOptions::load_options(Precision precision) const {
    if (!instructions_.empty()) limit_instructions(parse_instructions(instructions_));
    LoadOptions options{parse_backend(backend_), precision_.empty() ? precision : parse_precision(precision_)};
    options.memory_limit = static_cast<std::uint64_t>(memory_limit_ * (1 << 30));
    return options;
}

}  // namespace ptrm::tools
