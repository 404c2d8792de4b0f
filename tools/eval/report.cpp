#include "eval/report.hpp"

#include <set>

#include "common.hpp"
#include "eval/plots.hpp"
#include "eval/summary.hpp"

namespace ptrm::tools {
namespace {

using nlohmann::ordered_json;

/// Ratings by their power of ten.
std::string rating_band(std::optional<long> rating) {
    if (!rating) return "no rating";
    if (*rating < 1) return "rating 0";
    long low = 1;
    while (low <= *rating / 10 && low < 1'000'000'000) low *= 10;
    return "rating " + std::to_string(low) + " to " + std::to_string(10 * low - 1);
}

/// Summaries of every setting and width that a results file holds, and of each group of the data if asked for.
std::vector<Summary> summaries_of(const ordered_json& header, const std::vector<Record>& records, const std::string& groups) {
    const auto group_of = [&](const Record& record) { return groups == "rating" ? rating_band(record.rating) : record.group; };
    std::set<std::string> names{""};
    if (!groups.empty())
        for (const Record& record : records) names.insert(group_of(record));
    std::vector<Summary> summaries;
    const auto& settings = header.at("settings");
    for (std::size_t first = 0; first < settings.size();) {
        ordered_json of_seed = settings[first];
        std::size_t last = first + 1;  // the seeds of a setting stand together
        const auto without_seed = [](ordered_json setting) {
            setting.erase("seed");
            return setting;
        };
        while (last < settings.size() && without_seed(settings[last]) == without_seed(settings[first])) ++last;
        for (const auto& width : of_seed.at("widths")) {
            for (const auto& group : names) {
                std::vector<const Record*> chosen;
                for (const Record& record : records)
                    if (record.setting >= first && record.setting < last && (group.empty() || group_of(record) == group))
                        chosen.push_back(&record);
                if (chosen.empty()) continue;
                Summary summary = summarise(chosen, last - first, width, header.at("cells"));
                summary.group = group;
                summary.name = of_seed.at("name");
                summary.width = width;
                summary.depth = of_seed.at("D");
                summary.sigma = of_seed.at("sigma");
                const bool copies = of_seed.value("copies", 1) > 1;
                summary.setting = summary.name;
                if (width > 0) summary.setting += (copies ? ", " : ", K ") + std::to_string(summary.width);
                summaries.push_back(std::move(summary));
            }
        }
        first = last;
    }
    return summaries;
}

}  // namespace

std::optional<std::size_t> widest_setting(const ordered_json& header) {
    const auto& settings = header.at("settings");
    std::optional<std::size_t> widest;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        const int K = settings[i].at("K");
        if (K > 1 && settings[i].at("copies") == 1 && (!widest || K > settings[*widest].at("K").get<int>())) widest = i;
    }
    return widest;
}

void report(const ordered_json& header, const std::vector<Record>& records, const ReportOptions& options, double wall_seconds,
            const std::optional<Portrait>& portrait) {
    const auto summaries = summaries_of(header, records, options.groups);
    Output output("");
    output.write(table(summaries));
    char line[200];
    if (wall_seconds > 0) {
        std::snprintf(line, sizeof line, "%zu results in %.1f s, %.3g a second\n", records.size(), wall_seconds,
                      static_cast<double>(records.size()) / wall_seconds);
        output.write(line);
    }
    ordered_json json{{"run", header}};
    for (const Summary& summary : summaries) {
        json["summaries"].push_back(to_json(summary));
        if (options.price_per_hour <= 0) continue;
        // Seconds of one thread: a machine with n busy cores does n of them in a second.
        const double dollars = summary.seconds / 3600 * options.price_per_hour;
        const double right =
            summary.exact.contains("best-q") ? summary.exact.at("best-q").value : summary.exact.at("chosen").value;
        json["summaries"].back()["dollars_per_attempt"] = dollars;
        if (right > 0) json["summaries"].back()["dollars_per_correct"] = dollars / right;
        std::snprintf(line, sizeof line, "%s: $%.3g an attempt, $%.3g a correct answer (at $%g a core hour)\n",
                      summary.setting.c_str(), dollars, right > 0 ? dollars / right : 0.0, options.price_per_hour);
        output.write(line);
    }
    output.flush();
    if (!options.plots.empty()) {
        std::vector<const Record*> chosen;
        std::string name;
        if (const auto widest = widest_setting(header)) {
            name = header["settings"][*widest].at("name");
            for (const Record& record : records)
                if (record.setting == *widest) chosen.push_back(&record);
        }
        write_plots(options.plots, "ptrm-eval: " + header.at("model").get<std::string>(), summaries,
                    {name, header.at("cells"), chosen}, portrait);
    }
    if (!options.summary.empty()) {
        Output file(options.summary);
        file.write(json.dump(2) + '\n');
        file.flush();
    }
}

}  // namespace ptrm::tools
