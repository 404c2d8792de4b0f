#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ptrm {

struct CsvField {
    std::string text;
    int column = 1;  ///< where the text starts in its line, from 1
};

/// Splits one line of values between separators; a field may stand in double quotes, a doubled quote inside them is one.
std::vector<CsvField> split_csv(std::string_view line, char separator = ',');

/// A text as a field between commas, in quotes if it needs them.
std::string csv_field(const std::string& text);

}  // namespace ptrm
