// Comparison and printing of protocols.
#include "cycler/protocol.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace closo {

bool operator==(const ProtocolStep& a, const ProtocolStep& b) {
  const auto same = [](const std::shared_ptr<const Profile>& p, const std::shared_ptr<const Profile>& q) {
    return p == q || (p && q && *p == *q);
  };
  return same(a.profile, b.profile) && same(a.ambient, b.ambient) && a.kind == b.kind && a.imposed == b.imposed &&
         a.frequencies == b.frequencies && a.rate == b.rate && a.duration == b.duration && a.until == b.until &&
         a.temperature == b.temperature && a.pressure == b.pressure;
}

bool operator==(const Loop& a, const Loop& b) {
  return a.passes == b.passes && a.until == b.until && a.body == b.body;
}

std::string current_of_spectrum(const ProtocolStep& step) {
  return (step.frequencies->charging ? "Charge at " : "Discharge at ") + step.imposed->text;
}

std::string print(const ProtocolStep& step) {
  std::string text;
  switch (step.kind) {
    case ProtocolStep::Kind::charge:
      text = "Charge at " + step.imposed->text;
      break;
    case ProtocolStep::Kind::discharge:
      text = "Discharge at " + step.imposed->text;
      break;
    case ProtocolStep::Kind::hold:
      text = "Hold at " + step.imposed->text;
      break;
    case ProtocolStep::Kind::rest:
      text = "Rest";
      break;
    case ProtocolStep::Kind::ramp:
      text = "Ramp to " + step.imposed->text + " at " + step.rate->text;
      break;
    case ProtocolStep::Kind::profile:
      text = "Profile " + step.profile->name;
      break;
    case ProtocolStep::Kind::eis:
      text = fmt::format("EIS from {:g} Hz to {:g} Hz", step.frequencies->from, step.frequencies->to);
      if (step.imposed) text += " under " + current_of_spectrum(step);
      break;
  }
  const char* before = " ";
  if (step.duration) text += " for " + step.duration->text, before = " or ";
  for (const Amount& limit : step.until) text += before + ("until " + limit.text), before = " or ";
  return text;
}

std::size_t depth_of(const Protocol& protocol) {
  std::size_t deepest = 0;
  for (const ProtocolNode& node : protocol)
    if (const auto* loop = std::get_if<Loop>(&node.content)) deepest = std::max(deepest, depth_of(loop->body));
  return deepest + 1;
}

bool takes_spectra(const Protocol& protocol) {
  return std::ranges::any_of(protocol, [](const ProtocolNode& node) {
    if (const auto* loop = std::get_if<Loop>(&node.content)) return takes_spectra(loop->body);
    return std::get<ProtocolStep>(node.content).kind == ProtocolStep::Kind::eis;
  });
}

std::string print(const LoopLimit& limit) {
  switch (limit.kind) {
    case LoopLimit::Kind::retention:
      return "retention below " + limit.amount.text;
    case LoopLimit::Kind::capacity:
      return "capacity below " + limit.amount.text;
    case LoopLimit::Kind::cut_off:
      return "cut-off reached";
  }
  return {};
}

}  // namespace closo
