#include "formats/json_fields.hpp"

#include "formats/json.hpp"
#include "ptrm/error.hpp"

namespace ptrm {

using nlohmann::json;

JsonFields::JsonFields(const std::string& text, std::string file, std::string what)
    : file_(std::move(file)), what_(std::move(what)) {
    try {
        object_ = parse_json<json>(text);
    } catch (const std::exception& problem) {
        throw Error(ErrorCode::bad_file, file_, what_, std::string("is not JSON: ") + problem.what());
    }
    if (!object_.is_object()) throw Error(ErrorCode::bad_file, file_, what_, "must be a JSON object");
}

int JsonFields::whole(const char* key, int low, int high, int absent) const {
    if (!has(key) && absent >= 0) return absent;
    const json& value = need(key);
    if (!value.is_number_integer() || value < low || value > high)
        fail(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return value.get<int>();
}

double JsonFields::real(const char* key, double low, double high, double absent) const {
    if (!has(key) && !std::isnan(absent)) return absent;
    const json& value = need(key);
    if (!value.is_number() || !(value >= low && value <= high))
        fail(key, "a number from " + json(low).dump() + " to " + json(high).dump());
    return value.get<double>();
}

bool JsonFields::truth(const char* key, bool absent) const {
    if (!has(key)) return absent;
    if (!need(key).is_boolean()) fail(key, "true or false");
    return need(key).get<bool>();
}

std::string JsonFields::text(const char* key, const char* absent) const {
    if (!has(key) && absent != nullptr) return absent;
    if (!need(key).is_string()) fail(key, "a string");
    return need(key).get<std::string>();
}

const json& JsonFields::need(const char* key) const {
    if (!has(key)) throw Error(ErrorCode::bad_file, file_, where(key), "is missing");
    return object_[key];
}

void JsonFields::fail(const char* key, const std::string& expected) const {
    throw Error(ErrorCode::bad_file, file_, where(key), expected, need(key).dump(-1, ' ', true, json::error_handler_t::replace));
}

}  // namespace ptrm
