#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/index.hpp"
#include "base/random.hpp"
#include "fuzz/mutators.hpp"
#include "fuzz/targets.hpp"
#include "support/catch.hpp"

using namespace ptrm;

namespace {

using test::Bytes;

Bytes read_bytes(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Some bytes changed, cut out, doubled or taken from another.
Bytes mutated(Bytes bytes, const Bytes& other, Random& random) {
    const auto place = [&](const Bytes& of) { return Index{random.below(count_of(of) + 1)}; };
    for (int edit = random.below(4); edit >= 0 && !bytes.empty(); --edit) {
        const Index from = std::min(place(bytes), std::ssize(bytes) - 1);
        const auto length = std::min<Index>(random.below(20), std::ssize(bytes) - from);
        switch (random.below(6)) {
            case 0: at(bytes, from) = static_cast<std::uint8_t>(random.below(256)); break;
            case 1: at(bytes, from) = static_cast<std::uint8_t>("0123456789[]{},:\"-.e\n"[random.below(21)]); break;
            case 2: bytes.erase(bytes.begin() + from, bytes.begin() + from + length); break;
            case 3: {
                const Bytes part(bytes.begin() + from, bytes.begin() + from + length);
                bytes.insert(bytes.begin() + from, part.begin(), part.end());
                break;
            }
            case 4: bytes.resize(to_size(from)); break;
            default: {
                const Index other_from = place(other);
                bytes.insert(bytes.begin() + from, other.begin() + other_from,
                             other.begin() + std::min<Index>(other_from + 30, std::ssize(other)));
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
        std::sort(seeds.begin(), seeds.end());  // a folder has no order of its own
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
            const auto pick = [&] { return random.pick(seeds); };
            run(mutated(pick(), pick(), random));
        }
        CHECK(refused > 0);

        // As libFuzzer changes them: what is built as the format wants it gets past the format's own checks.
        int changed = 0;
        read = 0;
        for (int trial = 0; trial < trials; ++trial) {
            const Bytes& seed = random.pick(seeds);
            const Bytes input = test::mutated(target.name, seed, 1 << 16, random.bits(), [&](auto* data, auto size, auto most) {
                if (most == 0) return size;
                data[random.below(static_cast<int>(most))] = static_cast<std::uint8_t>(random.below(256));
                return std::min(most, size + 1);
            });
            changed += input != seed ? 1 : 0;
            run(input);
        }
        CHECK(changed > trials / 2);
        CHECK(read > trials / 200);
    }
}
