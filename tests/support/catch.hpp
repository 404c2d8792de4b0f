#pragma once

// Catch2 2.13 (Debian 12) and 3 differ in where they put their headers.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include "ptrm/error.hpp"

/// The message of the ptrm::Error that `body` throws; fails the test if it throws none.
template <class Body>
std::string error_of(Body&& body) {
    try {
        body();
    } catch (const ptrm::Error& error) {
        return error.what();
    }
    FAIL("no ptrm::Error was thrown");
    return {};
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
