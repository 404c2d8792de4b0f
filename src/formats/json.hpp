#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ptrm {

/// Builds a JSON value in one pass: linear in time, with a bound on depth, and no key twice in an object.
template <class Json>
class JsonBuilder final : public nlohmann::json_sax<Json> {
public:
    explicit JsonBuilder(int deepest) : deepest_(deepest) {}

    Json take() { return std::move(root_); }

    bool null() override { return put(nullptr) != nullptr; }
    bool boolean(bool value) override { return put(value) != nullptr; }
    bool number_integer(typename Json::number_integer_t value) override { return put(value) != nullptr; }
    bool number_unsigned(typename Json::number_unsigned_t value) override { return put(value) != nullptr; }
    bool number_float(typename Json::number_float_t value, const std::string&) override { return put(value) != nullptr; }
    bool string(std::string& value) override { return put(std::move(value)) != nullptr; }
    bool binary(typename Json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(std::string& name) override {
        if (!open_.back().keys.insert(name).second) throw std::runtime_error("the key '" + name.substr(0, 40) + "' stands twice");
        key_ = std::move(name);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& problem) override {
        throw std::runtime_error(problem.what());
    }

private:
    struct Open {
        Json* value;
        std::unordered_set<std::string> keys = {};
    };

    Json* put(Json value) {
        if (open_.empty()) return &(root_ = std::move(value));
        Json& parent = *open_.back().value;
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        auto& members = parent.template get_ref<typename Json::object_t&>();
        if constexpr (std::is_same_v<Json, nlohmann::ordered_json>) {  // whose own insertion looks at every key before
            members.push_back({std::move(key_), std::move(value)});
            return &members.back().second;
        } else {
            return &members.emplace(std::move(key_), std::move(value)).first->second;
        }
    }
    bool open(Json value) {
        if (static_cast<int>(open_.size()) >= deepest_) throw std::runtime_error("nested too deeply");
        open_.push_back({put(std::move(value))});
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    int deepest_;
    Json root_;
    std::string key_;
    std::vector<Open> open_;
};

/// Parses JSON in linear time. @param deepest brackets within brackets; most of our formats go no deeper than 4
/// @throws std::exception that says what is wrong: no JSON, nested too deeply, a key twice in an object
template <class Json>
Json parse_json(std::string_view text, int deepest = 4) {
    JsonBuilder<Json> builder(deepest);
    Json::sax_parse(text.begin(), text.end(), &builder);
    return builder.take();
}

/// The integer in a JSON value. @throws std::exception if it is no integer or beyond the type
template <class Integer = int, class Json>
Integer whole_number(const Json& value) {
    if (!value.is_number_integer()) throw std::runtime_error("no whole number: " + value.dump().substr(0, 40));
    const auto number = value.template get<std::int64_t>();
    // The smallest has no opposite.
    if (!std::in_range<Integer>(number) || number == std::numeric_limits<Integer>::min() ||
        (value.is_number_unsigned() && number < 0))
        throw std::runtime_error("a number beyond its type: " + value.dump().substr(0, 40));
    return static_cast<Integer>(number);
}

}  // namespace ptrm
