#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>

namespace [[gnu::visibility("default")]] ptrm {

/// A solver of Boolean formulas in conjunctive normal form, as kinds of puzzle need one to prove that an answer is the only one.
/// Literals are numbers: a variable, or its negative. The library has none; `ptrm-generate` brings CaDiCaL.
class Sat {
public:
    virtual ~Sat() = default;
    /// A new variable, numbered from 1 on.
    int variable() { return ++variables_; }
    /// Adds a clause of literals: at least one of them is true; -v is the opposite of v.
    virtual void add(std::span<const int> clause) = 0;
    /// The same.
    void add(std::initializer_list<int> clause) { add(std::span(clause.begin(), clause.size())); }
    /// Whether there is a model in which all of `assumptions` are true. Nothing where it was not found out while `most` more
    /// clauses were learnt.
    virtual std::optional<bool> solve(std::span<const int> assumptions, std::int64_t most) = 0;
    /// After solve() was true: whether the literal is true in the model found.
    virtual bool value(int literal) = 0;
    /// After solve() was false: whether the assumption was needed to see it.
    virtual bool failed(int assumption) = 0;
    /// The value to try first.
    virtual void prefer(int literal) = 0;
    /// Clauses learnt so far: how hard it was.
    virtual std::int64_t effort() const = 0;

private:
    int variables_ = 0;
};

constexpr std::int64_t kPatient = 2'000'000'000;  ///< as many clauses as it takes

/// A fresh solver without clauses.
using SatMaker = std::function<std::unique_ptr<Sat>()>;

}  // namespace ptrm
