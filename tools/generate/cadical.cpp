#include "generate/cadical.hpp"
#include "puzzles/pencil/sat.hpp"

#ifdef PTRM_CADICAL
#include <algorithm>
#include <cadical.hpp>
#endif

#include "interrupts.hpp"
#include "ptrm/error.hpp"

namespace ptrm::tools {

#ifdef PTRM_CADICAL
namespace {

class Cadical final : public Sat, CaDiCaL::Learner, CaDiCaL::Terminator {
public:
    Cadical() {
        // Formulas of a board are small: what simplifies large ones between searches costs more than it saves.
        solver_.configure("plain");
        solver_.set("quiet", 1);
        solver_.set("lucky", 0);  // all-true answers first would make the same answers again and again, whatever is preferred
        solver_.connect_learner(this);
        solver_.connect_terminator(this);
    }
    ~Cadical() override {
        solver_.disconnect_terminator();
        solver_.disconnect_learner();
    }

    void add(std::span<const int> clause) override {
        for (const int literal : clause) solver_.add(literal);
        solver_.add(0);
    }
    std::optional<bool> solve(std::span<const int> assumptions, std::int64_t most) override {
        for (const int literal : assumptions) solver_.assume(literal);
        solver_.limit("conflicts", static_cast<int>(std::clamp<std::int64_t>(most, 1, kPatient)));
        const int status = solver_.solve();
        if (status == 0 && interrupted()) throw Interrupted();
        return status == 0 ? std::nullopt : std::optional(status == 10);
    }
    bool value(int literal) override { return solver_.val(literal) == literal; }
    bool failed(int assumption) override { return solver_.failed(assumption); }
    void prefer(int literal) override { solver_.phase(literal); }
    std::int64_t effort() const override { return learnt_; }

private:
    bool terminate() override { return interrupted(); }
    bool learning(int) override { return ++learnt_, false; }
    void learn(int) override {}

    CaDiCaL::Solver solver_;
    std::int64_t learnt_ = 0;
};

}  // namespace

std::unique_ptr<Sat> make_cadical() { return std::make_unique<Cadical>(); }
#else
std::unique_ptr<Sat> make_cadical() {
    throw Error(ErrorCode::bad_argument, "ptrm-generate", "",
                "was built without CaDiCaL, which proves that such a puzzle has one solution (Debian: libcadical-dev)");
}
#endif

}  // namespace ptrm::tools
