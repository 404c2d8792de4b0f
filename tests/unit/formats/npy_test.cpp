#include "formats/npy.hpp"

#include <cstring>

#include "base/bytes.hpp"
#include "base/index.hpp"
#include "base/random.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

std::vector<std::byte> npy(const std::string& header, const std::vector<std::uint8_t>& data, char version = 1) {
    std::string text = std::string("\x93NUMPY") + version + '\0';
    text += static_cast<char>(header.size() % 256);
    text += static_cast<char>(header.size() / 256);
    if (version > 1) text += std::string(2, '\0');
    text += header;
    std::vector<std::byte> bytes(text.size() + data.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    if (!data.empty()) std::memcpy(bytes.data() + text.size(), data.data(), data.size());
    return bytes;
}

IntArray read(const std::vector<std::byte>& bytes) { return read_npy(ByteSource(bytes, "a.npy")); }

}  // namespace

TEST_CASE("arrays of every integer type are read") {
    const IntArray bytes = read(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }  \n", {1, 2, 3, 4, 5, 255}));
    CHECK(bytes.shape == std::vector<std::int64_t>{2, 3});
    CHECK(bytes.values == std::vector<std::int32_t>{1, 2, 3, 4, 5, 255});
    CHECK(read(npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1,), }", {255})).values[0] == -1);
    CHECK(read(npy("{'descr': '<i2', 'fortran_order': False, 'shape': (1,), }", {0, 1})).values[0] == 256);
    CHECK(read(npy("{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }", {254, 255, 255, 255}, 2)).values[0] == -2);
    CHECK(read(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", {7, 0, 0, 0, 0, 0, 0, 0})).values[0] == 7);
    CHECK(read(npy("{'descr': '<u4', 'fortran_order': False, 'shape': (), }", {9, 0, 0, 0})).values[0] == 9);
    CHECK(read(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 4), }", {})).values.empty());
}

TEST_CASE("what is no array of integers is refused") {
    const auto refusal = [](const std::vector<std::byte>& bytes) { return error_of([&] { read(bytes); }); };
    CHECK(contains(refusal(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", {0, 0, 0, 0})),
                   "little-endian integers"));
    CHECK(contains(refusal(npy("{'descr': '>i4', 'fortran_order': False, 'shape': (1,), }", {0, 0, 0, 0})),
                   "little-endian integers"));
    CHECK(contains(refusal(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (1,), }", {0})), "C order"));
    CHECK(contains(refusal(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", {0})),
                   "expected 3 bytes by the header, got 1"));
    CHECK(contains(refusal(npy("{'descr': '|u1', 'fortran_order': False, }", {0})), "the key 'shape'"));
    CHECK(contains(refusal(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,), }", {0})), "below 10^9"));
    CHECK(
        contains(refusal(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", {0, 0, 0, 0, 1, 0, 0, 0})), "32 bits"));
    CHECK(contains(refusal(std::vector<std::byte>(20)), "format 1 to 3"));
    CHECK(contains(refusal(std::vector<std::byte>(3)), "3 bytes"));
    // Damaged copies are read or refused, never more.
    const auto good = npy("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2), }   \n", std::vector<std::uint8_t>(16, 1));
    Random random(1, 1);
    int refused = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        auto bad = good;
        for (int i = random.below(3); i >= 0; --i) random.pick(bad) = static_cast<std::byte>(random.below(256));
        if (random.below(4) == 0) bad.resize(to_size(random.below(count_of(bad))));
        try {
            const std::size_t size = read(bad).values.size();
            CHECK(size < 100);
        } catch (const Error&) {
            ++refused;
        }
    }
    CHECK(refused > 500);
}
