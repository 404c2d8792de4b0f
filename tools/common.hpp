#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ptrm/model.hpp"
#include "ptrm/puzzle.hpp"

namespace CLI {
class App;
}  // namespace CLI

/// What the programs share: exit codes, output that notices failure.
namespace ptrm::tools {

constexpr int kDone = 0;      // everything asked for holds
constexpr int kUnsolved = 1;  // the work is done, but an answer is wrong or a tolerance exceeded
constexpr int kFailed = 2;    // usage, input or output error
constexpr int kInterrupted = 130;

/// Standard output, or a file, which nobody else can write as an Output while this lives. Every failure to write throws Error
/// (io) that names the file and the system's reason.
class Output {
public:
    /// @param path   a file to create, or empty or "-" for standard output
    /// @param append to the file as it is
    explicit Output(const std::string& path, bool append = false);
    void write(std::string_view text);
    /// @throws Error (io) also if somebody else changed or removed the file
    void flush();
    bool is_terminal() const;
    /// Bytes written, and what was there before.
    std::int64_t size() const;
    /// Cuts a file that is appended to.
    void shorten(std::int64_t bytes);

private:
    [[noreturn]] void fail() const;

    std::string name_;
    std::FILE* stream_;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> owned_;
    bool regular_ = false;  // a file, locked as long as this lives
    std::int64_t size_ = 0;
};

/// A number with three digits that count: "0.0124", "1.24", "372".
std::string digits(double value);

/// Whether a file is there or may be made there, and no pipe or device.
bool is_file(const std::string& path);

/// Makes a folder that is not there, with those above it. @throws Error (io)
void make_folder(const std::filesystem::path& path);

/// Whether write_file() can make a file there, for those who would find out after hours; an empty path is none. @throws Error
/// (io)
void check_writable(const std::string& path);
/// Writes a file that appears whole or not at all. @throws Error (io)
void write_file(const std::string& path, std::string_view text);

/// What the output can show: none where it is no terminal or NO_COLOR is set, all where COLORTERM says so.
Colours colours_of(const Output& output);

/// The options --backend, --precision and --instructions.
class ArithmeticOptions {
public:
    /// @param precision what is taken where none is given, in the words of --help
    void add_to(CLI::App& app, const std::string& precision = "f32");
    /// Also holds the process to --instructions. @param precision where none was given
    LoadOptions load_options(Precision precision = Precision::f32) const;

private:
    std::string backend_ = "auto", precision_, instructions_;
    double memory_limit_ = 0;
};

/// @throws Error (bad_argument) where the output file is one of the inputs, by whatever name, which writing would empty
void refuse_to_overwrite(const std::string& output, const std::vector<std::string>& inputs);

}  // namespace ptrm::tools
