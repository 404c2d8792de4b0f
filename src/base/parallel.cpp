#include "base/parallel.hpp"

#include <sched.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <string>

namespace ptrm {
namespace {

/// The CPUs that the control group at `folder` of version 2 allows, infinite without a limit there.
double quota_v2(const std::string& folder) {
    std::ifstream file(folder + "/cpu.max");
    double quota = 0, period = 0;  // "max 100000" without a limit
    if (!(file >> quota >> period) || quota <= 0 || period <= 0) return std::numeric_limits<double>::infinity();
    return quota / period;
}

/// The same of version 1.
double quota_v1(const std::string& folder) {
    std::ifstream quota_file(folder + "/cpu.cfs_quota_us"), period_file(folder + "/cpu.cfs_period_us");
    double quota = 0, period = 0;
    if (!(quota_file >> quota) || !(period_file >> period) || quota <= 0 || period <= 0)
        return std::numeric_limits<double>::infinity();
    return quota / period;
}

/// The least quota of this process's control group and those around it. Within a container the group is mounted as the root.
double cpu_quota() {
    double least =
        std::min(quota_v2("/sys/fs/cgroup"), std::min(quota_v1("/sys/fs/cgroup/cpu"), quota_v1("/sys/fs/cgroup/cpu,cpuacct")));
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        const auto name = line.find(':'), path = line.find(':', name + 1);
        if (name == std::string::npos || path == std::string::npos) continue;
        const std::string controllers = line.substr(name + 1, path - name - 1);
        const bool v2 = controllers.empty();
        if (!v2 && controllers.find("cpu") == std::string::npos) continue;
        for (std::string folder = line.substr(path + 1); !folder.empty() && folder != "/"; folder.erase(folder.rfind('/')))
            least = std::min(least, v2 ? quota_v2("/sys/fs/cgroup" + folder) : quota_v1("/sys/fs/cgroup/cpu" + folder));
    }
    return least;
}

}  // namespace

int usable_threads() {
    int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
#ifdef __linux__
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) threads = std::min(threads, std::max(1, CPU_COUNT(&allowed)));
#endif
    const double quota = cpu_quota();
    return quota < threads ? std::max(1, static_cast<int>(std::ceil(quota))) : threads;
}

}  // namespace ptrm
