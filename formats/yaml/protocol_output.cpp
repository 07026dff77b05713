// Protocols written as the YAML that they could have been read from.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cycler/protocol_text.hpp"
#include "formats/yaml/protocol_input.hpp"

namespace closo {
namespace {

/// Degrees Celsius become kelvins with an error in the last digit, which nobody wants to see.
std::string temperature_text(double kelvin) {
  return fmt::format("{:.10g}", kelvin);
}

class ProtocolWriter {
 public:
  explicit ProtocolWriter(const std::function<std::string(const ProtocolNode&)>& comment) : comment_(comment) {}

  void write(const Protocol& nodes, int depth) {
    for (const ProtocolNode& node : nodes) {
      const std::string remark = comment_(node);
      const std::string behind = remark.empty() ? "\n" : "  # " + remark + "\n";
      std::visit([&](const auto& content) { write(content, depth, behind); }, node.content);
    }
  }

  const std::string& text() const { return text_; }

 private:
  void line(int depth, const std::string& content) {
    text_ += std::string(static_cast<std::size_t>(depth), ' ') + content;
  }

  void write(const Loop& loop, int depth, const std::string& behind) {
    line(depth, fmt::format("- repeat: {}{}", loop.passes, behind));
    if (!loop.until.empty()) {
      std::vector<std::string> limits;
      for (const LoopLimit& limit : loop.until) limits.push_back(print(limit));
      line(depth + 2, fmt::format("until: [{}]\n", fmt::join(limits, ", ")));
    }
    line(depth + 2, "steps:\n");
    write(loop.body, depth + 4);
  }

  void write(const ProtocolStep& step, int depth, const std::string& behind) {
    if (!step.temperature && !step.pressure && !step.profile && !step.ambient && !step.frequencies)
      return line(depth, "- " + print(step) + behind);
    if (step.profile) {
      line(depth, "- profile: " + rows(*step.profile) + behind);
      std::vector<std::string> limits;
      for (const Amount& limit : step.until) limits.push_back(limit.text);
      if (!limits.empty()) line(depth + 2, fmt::format("until: [{}]\n", fmt::join(limits, ", ")));
    } else if (step.frequencies) {
      const FrequencyRange& f = *step.frequencies;
      const std::string under = step.imposed ? ", under: " + current_of_spectrum(step) : "";
      line(depth, fmt::format("- eis: {{from: {} Hz, to: {} Hz, points_per_decade: {}{}}}{}", f.from, f.to,
                              f.points_per_decade, under, behind));
    } else {
      line(depth, "- step: " + print(step) + behind);
    }
    if (step.ambient) line(depth + 2, "temperature_profile: " + rows(*step.ambient) + "\n");
    if (step.temperature) line(depth + 2, fmt::format("temperature: {} K\n", temperature_text(*step.temperature)));
    if (step.pressure) line(depth + 2, fmt::format("pressure: {} Pa\n", *step.pressure));
  }

  static std::string rows(const Profile& profile) {
    const char* quantity = is_current(profile.kind) ? "current" : is_power(profile.kind) ? "power" : "voltage";
    std::string name;
    for (const char c : profile.name) name += c == '\'' ? "''" : std::string(1, c);
    std::string text = fmt::format("{{name: '{}', columns: ['time [s]'", name);
    if (!profile.value.empty()) text += fmt::format(", '{} [{}]'", quantity, unit_of(profile.kind));
    if (!profile.temperature.empty()) text += ", 'temperature [K]'";
    text += "], rows: [";
    for (std::size_t k = 0; k < profile.time.size(); ++k) {
      text += fmt::format("{}[{}", k == 0 ? "" : ", ", profile.time[k]);
      if (!profile.value.empty()) text += fmt::format(", {}", profile.value[k]);
      if (!profile.temperature.empty()) text += ", " + temperature_text(profile.temperature[k]);
      text += ']';
    }
    return text + "]}";
  }

  const std::function<std::string(const ProtocolNode&)>& comment_;
  std::string text_;
};

}  // namespace

std::string write_protocol(const Protocol& protocol, const std::function<std::string(const ProtocolNode&)>& comment) {
  ProtocolWriter writer(comment);
  writer.write(protocol, 0);
  return writer.text();
}

}  // namespace closo
