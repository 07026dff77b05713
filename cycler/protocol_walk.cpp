// A stack of the loops that the next step lies in.
#include "cycler/protocol_walk.hpp"

#include "cycler/step_control.hpp"

namespace closo {

ProtocolWalk::ProtocolWalk(const Protocol& protocol, const CellParameters& cell)
    : cell_(cell), levels_{{.body = &protocol, .loop = nullptr}} {
  descend();
}

const ProtocolStep* ProtocolWalk::step() const {
  const Level& level = levels_.back();
  return level.at_end() ? nullptr : &std::get<ProtocolStep>(level.node().content);
}

/// Enters the loops that begin here, until the next entry is a step.
void ProtocolWalk::descend() {
  while (!levels_.back().at_end()) {
    const auto* loop = std::get_if<Loop>(&levels_.back().node().content);
    if (loop == nullptr) return;
    levels_.push_back({.body = &loop->body, .loop = loop});
  }
}

bool ProtocolWalk::reached(const LoopLimit& limit, const Level& level, const StepOutcome& outcome) const {
  switch (limit.kind) {
    case LoopLimit::Kind::cut_off:
      return level.place.cut_off;
    case LoopLimit::Kind::retention:
      return outcome.discharge_capacity < limit.amount.value * level.place.first_capacity;
    case LoopLimit::Kind::capacity:
      return outcome.discharge_capacity < per_area(limit.amount, cell_);
  }
  return false;
}

/// Whether a loop whose pass has just ended is over.
bool ProtocolWalk::over(Level& level, const StepOutcome& outcome) const {
  if (level.place.pass == 0) level.place.first_capacity = outcome.discharge_capacity;
  for (const LoopLimit& limit : level.loop->until)
    if (reached(limit, level, outcome)) return true;
  return ++level.place.pass == level.loop->passes;
}

void ProtocolWalk::advance(const StepOutcome& outcome) {
  if (outcome.cut_off)
    for (Level& level : levels_) level.place.cut_off = true;
  ++levels_.back().place.entry;
  while (levels_.size() > 1 && levels_.back().at_end()) {
    Level& level = levels_.back();
    if (over(level, outcome)) {
      levels_.pop_back();
      ++levels_.back().place.entry;
    } else {
      level.place.entry = 0;
      level.place.cut_off = false;
      break;
    }
  }
  descend();
}

std::vector<LoopPlace> ProtocolWalk::position() const {
  std::vector<LoopPlace> places;
  for (const Level& level : levels_) places.push_back(level.place);
  return places;
}

bool ProtocolWalk::go_to(const std::vector<LoopPlace>& position) {
  std::vector<Level> levels{{.body = levels_.front().body, .loop = nullptr}};
  for (std::size_t k = 0; k < position.size(); ++k) {
    if (k > 0) {
      const auto* loop = levels.back().at_end() ? nullptr : std::get_if<Loop>(&levels.back().node().content);
      if (loop == nullptr) return false;
      levels.push_back({.body = &loop->body, .loop = loop});
    }
    Level& level = levels.back();
    level.place = position[k];
    const auto entries = static_cast<Index>(level.body->size()), end = k == 0 ? entries + 1 : entries;
    if (level.place.entry < 0 || level.place.entry >= end) return false;
    if (level.place.pass < 0 || level.place.pass >= (level.loop == nullptr ? 1 : level.loop->passes)) return false;
  }
  if (!levels.back().at_end() && !std::holds_alternative<ProtocolStep>(levels.back().node().content)) return false;
  levels_ = std::move(levels);
  return true;
}

}  // namespace closo
