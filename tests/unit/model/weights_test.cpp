#include "ptrm/model.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "bench/benchmark.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

using namespace ptrm;
using namespace ptrm::test;
using nlohmann::json;

namespace {

/// The header of a model file and how long its data is.
std::pair<json, std::size_t> take_apart(const std::vector<std::byte>& bytes) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    const auto* text = reinterpret_cast<const char*>(bytes.data()) + 8;
    return {json::parse(std::string(text, length)), bytes.size() - 8 - length};
}

}  // namespace

TEST_CASE("tensors that do not fit the configuration are refused by name") {
    const auto good = random_model_bytes(test::kMixer, 1);
    auto [header, data] = take_apart(good);
    const auto changed = [&, header = header, data = data](auto change) {
        json copy = header;
        change(copy);
        return load_refusal(test::safetensors(copy.dump(), data));
    };
    CHECK(contains(changed([](json& h) { h["__metadata__"].erase("trm_config"); }), "m.safetensors: metadata"));
    CHECK(contains(changed([](json& h) {
                       h["extra"] = h["inner.H_init"];
                       h.erase("inner.H_init");
                   }),
                   "tensor inner.H_init: is missing"));
    CHECK(contains(changed([](json& h) {
                       h["inner.extra"] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {0, 0}}};
                   }),
                   "tensor inner.extra: is not part of the network"));
    CHECK(contains(changed([](json& h) { h["__metadata__"]["trm_config"] = mixer_with("hidden_size", 32); }),
                   "expected F32, F16 or BF16 [32] by trm_config, got F32 [24]"));
    CHECK(contains(changed([](json& h) { h["__metadata__"]["trm_config"] = mixer_with("L_layers", 3); }), "layers.2"));
    CHECK(contains(changed([](json& h) { h["inner.H_init"]["dtype"] = "I32"; }), "got I32 [24]"));
    CHECK(contains(changed([](json& h) { h["inner.lm_head.weight"]["shape"] = {24, 6}; }), "got F32 [24, 6]"));
    auto truncated = good;
    truncated.pop_back();
    CHECK(contains(load_refusal(truncated), "truncated"));
    auto trailing = good;
    trailing.push_back(std::byte{0});
    CHECK(contains(load_refusal(trailing), "trailing bytes"));
}
