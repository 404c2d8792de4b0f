#pragma once

#include <string>
#include <string_view>

namespace ptrm::tools {

/// A text as the first line of a data block, which `set key autotitle columnheader` takes for the title of a curve. Data blocks
/// are the only way by which texts reach gnuplot: it never reads them as commands. Control characters, quotes and
/// backslashes are replaced, so that the text stays within its line and its quotes.
std::string gnuplot_title(std::string_view text);

/// The SVG picture that gnuplot makes of a script, which reads no other file and writes to standard output.
/// @throws Error (io) if gnuplot is not there or fails
std::string gnuplot_svg(const std::string& script);

}  // namespace ptrm::tools
