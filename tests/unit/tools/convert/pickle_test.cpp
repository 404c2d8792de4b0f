#include "convert/pickle.hpp"

#include "base/index.hpp"
#include "base/random.hpp"
#include "support/catch.hpp"

using namespace ptrm;
using namespace ptrm::tools;

namespace {

Pickle parse(const std::string& bytes) { return Pickle(std::as_bytes(std::span(bytes.data(), bytes.size())), "p"); }

std::string refusal(const std::string& bytes) {
    return error_of([&] { parse(bytes); });
}

std::string text(const std::string& value) { return std::string("\x8c") + static_cast<char>(value.size()) + value; }

}  // namespace

TEST_CASE("plain values are read") {
    // {"a": [1, -2, 1.5], "b": (True, None)}
    const Pickle pickle = parse(std::string("\x80\x02}(") + text("a") + "](K\x01J\xfe\xff\xff\xffG" +
                                std::string("\x3f\xf8\0\0\0\0\0\0", 8) + "e" + text("b") + "\x88N\x86u.");
    const auto* a = pickle.root().find("a");
    REQUIRE(a != nullptr);
    CHECK(a->items.at(0)->integer == 1);
    CHECK(a->items.at(1)->integer == -2);
    CHECK(a->items.at(2)->real == 1.5);
    CHECK(pickle.root().find("b")->items.at(0)->kind == PickleValue::Kind::boolean);
    CHECK(pickle.root().find("b")->items.at(1)->kind == PickleValue::Kind::none);
    CHECK(pickle.root().find("c") == nullptr);
}

TEST_CASE("a call becomes an inert record of its name") {
    const Pickle pickle = parse(std::string("\x80\x02"
                                            "cos\nsystem\n") +
                                text("rm -rf /") + "\x85R.");
    CHECK(pickle.root().kind == PickleValue::Kind::object);
    CHECK(pickle.root().text == "os.system");
    CHECK(pickle.root().arguments().at(0)->text == "rm -rf /");
}

TEST_CASE("a list may hold itself") {
    const Pickle pickle = parse(std::string("\x80\x02]q\0h\0a.", 9));
    CHECK(pickle.root().items.at(0) == &pickle.root());
}

TEST_CASE("malformed pickles are refused with their place") {
    CHECK(contains(refusal(""), "p: pickle, byte 0: ends within a value"));
    CHECK(contains(refusal("\x80\x02"), "ends within a value"));
    CHECK(contains(refusal("."), "takes from an empty stack"));
    CHECK(contains(refusal("(."), "takes from an empty stack"));
    CHECK(contains(refusal("N(."), "takes from an empty stack"));
    CHECK(contains(refusal("e."), "has no mark"));
    CHECK(contains(refusal("}(Nu."), "a key without a value"));
    CHECK(contains(refusal("h\x07."), "recalls what it never stored"));
    CHECK(contains(refusal("\xff"), "unknown instruction 255"));
    CHECK(contains(refusal(text("a") + "))\x93"), "names a class by what is no text"));
    CHECK(contains(refusal("c" + std::string(300, 'a') + "\nb\n."), "by more than 256 bytes"));
    CHECK(contains(refusal(text("a") + ")R."), "calls what is no class"));
    CHECK(contains(refusal(std::string("X\xff\xff\xff\x7f", 5) + "abc"), "ends within a value"));
}

TEST_CASE("deep nesting costs no stack") {
    std::string deep(400000, '\x85');
    deep.insert(0, "N");
    CHECK(parse(deep + ".").root().kind == PickleValue::Kind::sequence);
    CHECK(contains(refusal(std::string(600000, ']') + "."), "holds more than 500000 values"));
}

TEST_CASE("random bytes are read or refused") {
    Random random(5, 5);
    const std::string opcodes = "(0N]})t.a}eus\x85\x86\x87Rbq\x01h\x01Qc\n";
    for (int trial = 0; trial < 20000; ++trial) {
        std::string bytes;
        for (int i = random.below(20); i >= 0; --i) bytes += random.pick(opcodes);
        try {
            parse(bytes);
        } catch (const Error& error) {
            CHECK(error.code() == ErrorCode::bad_file);
        }
    }
}
