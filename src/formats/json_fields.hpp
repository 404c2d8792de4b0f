#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace ptrm {

/// Typed and range-checked access to the members of a JSON object. Errors name the key. All @throw Error (bad_file).
class JsonFields {
public:
    /// @param file the file name, @param what "trm_config": the object, both for errors
    JsonFields(const std::string& text, std::string file, std::string what);

    /// Whether the key is there and not null.
    bool has(const char* key) const { return object_.contains(key) && !object_[key].is_null(); }
    /// An integer from `low` to `high`; `absent`, if not negative, for a missing key.
    int whole(const char* key, int low, int high, int absent = -1) const;
    /// A number from `low` to `high`; `absent`, if a number, for a missing key.
    double real(const char* key, double low, double high, double absent = std::nan("")) const;
    bool truth(const char* key, bool absent) const;
    /// A string; `absent`, if not null, for a missing key.
    std::string text(const char* key, const char* absent = nullptr) const;
    /// The value of a key that must be there.
    const nlohmann::json& need(const char* key) const;
    [[noreturn]] void fail(const char* key, const std::string& expected) const;

private:
    std::string where(const char* key) const { return what_ + ", key " + key; }

    std::string file_, what_;
    nlohmann::json object_;
};

}  // namespace ptrm
