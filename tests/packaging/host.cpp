#include <dlfcn.h>

#include <cstdio>

int main(int, char** argv) {
    void* plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (plugin == nullptr) return std::puts(dlerror()), 2;
    const auto solve = reinterpret_cast<int (*)(const char*, const char*)>(dlsym(plugin, "solve"));
    return solve == nullptr ? 2 : solve(argv[2], argv[3]);
}
