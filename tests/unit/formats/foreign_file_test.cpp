#include "formats/safetensors.hpp"
#include "support/catch.hpp"

using namespace ptrm;

TEST_CASE("files that are taken for weights are called by their names") {
    const auto said = [](const std::string& start) {
        return foreign_file(ByteSource(std::as_bytes(std::span(start.data(), start.size())), "f")).value_or("");
    };
    CHECK(contains(said("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"));
    CHECK(contains(said("\x1f\x8b\x08"), "gunzip"));
    CHECK(contains(said("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."), "old format of torch.save"));
    CHECK(contains(said("\x89HDF\r\n"), "HDF5"));
    CHECK(contains(said("\n  <!DOCTYPE html>"), "a web page"));
    CHECK(contains(said("PK\x03\x04"), "ptrm-convert makes a model file"));
    CHECK(said("").empty());
}
