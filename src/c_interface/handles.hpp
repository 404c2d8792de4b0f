#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ptrm/error.hpp"
#include "ptrm/ptrm.h"
#include "ptrm/puzzle_reader.hpp"
#include "ptrm/solver.hpp"

struct ptrm_model {
    ptrm::Model model;
    std::shared_ptr<const ptrm::Puzzle> puzzle;  // kind and size
    std::int32_t puzzle_id = 0;                  // of the kind
};

struct ptrm_puzzle {
    ptrm::PuzzleEntry entry;
};

struct ptrm_reader {
    std::istringstream text;
    std::unique_ptr<ptrm::PuzzleReader> reader;
};

struct ptrm_solver {
    ptrm::Model model;
    std::shared_ptr<const ptrm::Puzzle> puzzle;
    std::int32_t puzzle_id;
    std::optional<ptrm::Effort> effort;
    std::vector<std::pair<std::string, std::string>> settings = {};  // in the order they were set
    ptrm::KeepOptions keep = {};
    std::shared_ptr<ptrm::Solver> solver = {};  // made by the first call after an option was set; a call under way keeps its own
    mutable std::mutex mutex = {};              // guards what may be set
    std::atomic<unsigned> cancellations{0};     // so far
};

struct ptrm_result {
    std::vector<ptrm::Result> results;
    std::vector<int> solved, claimed;
    double tree_dead = 0;  // the logit below which a node was left
};

namespace ptrm::c {

/// Keeps the text of a failure for ptrm_error().
ptrm_status fail(ptrm_status status, std::string_view text) noexcept;

/// Runs the body of a function: its status, or what it throws as status and text.
template <class Body>
ptrm_status guarded(Body body) noexcept {
    try {
        return body();
    } catch (const Error& error) {
        constexpr ptrm_status kStatus[] = {PTRM_IO, PTRM_BAD_FILE, PTRM_BAD_PUZZLE, PTRM_BAD_ARGUMENT};
        return fail(kStatus[static_cast<int>(error.code())], error.what());
    } catch (const std::bad_alloc&) {
        return fail(PTRM_FAILED, "memory ran out");
    } catch (const std::exception& error) {
        return fail(PTRM_FAILED, error.what());
    } catch (...) {
        return fail(PTRM_FAILED, "an unknown exception");
    }
}

/// @throws Error (bad_argument) for a null pointer
template <class Pointer>
void need(const char* name, Pointer pointer) {
    if (pointer == nullptr) throw Error(ErrorCode::bad_argument, name, "", "is NULL");
}

/// An `<svg>` element that needs nothing around it.
std::string whole_picture(std::string svg, std::string_view style);

/// Hands out a text as ptrm.h says.
void hand_out(std::string_view text, char* buffer, std::size_t capacity, std::size_t* needed);

}  // namespace ptrm::c
