#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/targets.hpp"
#include "ptrm/random.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes read_bytes(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Some bytes changed, cut out, doubled or taken from another.
Bytes mutated(Bytes bytes, const Bytes& other, Random& random) {
    const auto place = [&](const Bytes& of) {
        return static_cast<std::ptrdiff_t>(random.below(static_cast<int>(of.size()) + 1));
    };
    for (int edit = random.below(4); edit >= 0 && !bytes.empty(); --edit) {
        const auto at = std::min(place(bytes), static_cast<std::ptrdiff_t>(bytes.size()) - 1);
        const auto length = std::min<std::ptrdiff_t>(random.below(20), static_cast<std::ptrdiff_t>(bytes.size()) - at);
        switch (random.below(6)) {
            case 0: bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random.below(256)); break;
            case 1:
                bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>("0123456789[]{},:\"-.e\n"[random.below(21)]);
                break;
            case 2: bytes.erase(bytes.begin() + at, bytes.begin() + at + length); break;
            case 3: {
                const Bytes part(bytes.begin() + at, bytes.begin() + at + length);
                bytes.insert(bytes.begin() + at, part.begin(), part.end());
                break;
            }
            case 4: bytes.resize(static_cast<std::size_t>(at)); break;
            default: {
                const auto from = place(other);
                bytes.insert(bytes.begin() + at, other.begin() + from,
                             other.begin() + std::min<std::ptrdiff_t>(from + 30, static_cast<std::ptrdiff_t>(other.size())));
            }
        }
    }
    return bytes;
}

}  // namespace

TEST_CASE("every loader reads or refuses its corpus, what the fuzzer found there included, and broken copies of it") {
    const std::filesystem::path corpus = PTRM_CORPUS;
    const char* wanted = std::getenv("PTRM_FUZZ_TRIALS");  // of each loader
    const int trials = wanted == nullptr ? 2000 : std::atoi(wanted);
    for (const auto& target : test::fuzz_targets()) {
        INFO(target.name);
        std::vector<Bytes> seeds;
        for (const auto& entry : std::filesystem::directory_iterator(corpus / target.name))
            seeds.push_back(read_bytes(entry.path()));
        REQUIRE(!seeds.empty());
        Random random(1, seeds.size());
        int read = 0, refused = 0;
        const auto run = [&](const Bytes& bytes) {
            try {
                target.run(bytes);
                ++read;
            } catch (const std::logic_error&) {
                throw;
            } catch (const std::exception&) {
                ++refused;
            }
        };
        for (const Bytes& seed : seeds) run(seed);
        CHECK(read > 0);
        for (int trial = 0; trial < trials; ++trial) {
            const auto pick = [&] { return seeds[static_cast<std::size_t>(random.below(static_cast<int>(seeds.size())))]; };
            run(mutated(pick(), pick(), random));
        }
        CHECK(refused > 0);
    }
}
