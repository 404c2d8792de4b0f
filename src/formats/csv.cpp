#include "formats/csv.hpp"

namespace ptrm {

std::vector<CsvField> split_csv(std::string_view line, char separator) {
    std::vector<CsvField> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        CsvField& field = fields.back();
        if (line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"')
                field.text += line[i++];
            else if ((quoted = !quoted) && field.text.empty())
                field.column = static_cast<int>(i) + 2;
        } else if (line[i] == separator && !quoted) {
            fields.push_back({"", static_cast<int>(i) + 2});
        } else {
            field.text += line[i];
        }
    }
    return fields;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",;\t\"\n\r") == std::string::npos && !text.starts_with(' ') && !text.ends_with(' ')) return text;
    std::string field = "\"";
    for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
    return field + '"';
}

}  // namespace ptrm
