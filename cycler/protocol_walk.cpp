// A stack of the loops that the next step lies in.
#include "cycler/protocol_walk.hpp"

#include "cycler/step_control.hpp"
#include "solver/error.hpp"

namespace closo {
namespace {

constexpr std::size_t numbers_per_level = 4;

}  // namespace

ProtocolWalk::ProtocolWalk(const Protocol& protocol, const CellParameters& cell)
    : cell_(cell), levels_{{.body = &protocol, .loop = nullptr}} {
  descend();
}

const ProtocolStep* ProtocolWalk::step() const {
  const Level& level = levels_.back();
  return level.entry < level.body->size() ? &std::get<ProtocolStep>((*level.body)[level.entry].content) : nullptr;
}

/// Enters the loops that begin here, until the next entry is a step.
void ProtocolWalk::descend() {
  while (levels_.back().entry < levels_.back().body->size()) {
    const auto* loop = std::get_if<Loop>(&(*levels_.back().body)[levels_.back().entry].content);
    if (loop == nullptr) return;
    levels_.push_back({.body = &loop->body, .loop = loop});
  }
}

bool ProtocolWalk::reached(const LoopLimit& limit, const Level& level, const StepOutcome& outcome) const {
  switch (limit.kind) {
    case LoopLimit::Kind::cut_off:
      return level.cut_off;
    case LoopLimit::Kind::retention:
      return outcome.discharge_capacity < limit.amount.value * level.first_capacity;
    case LoopLimit::Kind::capacity:
      return outcome.discharge_capacity < per_area(limit.amount, cell_);
  }
  return false;
}

/// Whether a loop whose pass has just ended is over.
bool ProtocolWalk::over(Level& level, const StepOutcome& outcome) const {
  if (level.pass == 0) level.first_capacity = outcome.discharge_capacity;
  for (const LoopLimit& limit : level.loop->until)
    if (reached(limit, level, outcome)) return true;
  return ++level.pass == level.loop->passes;
}

void ProtocolWalk::advance(const StepOutcome& outcome) {
  if (outcome.cut_off)
    for (Level& level : levels_) level.cut_off = true;
  ++levels_.back().entry;
  while (levels_.size() > 1 && levels_.back().entry == levels_.back().body->size()) {
    Level& level = levels_.back();
    if (over(level, outcome)) {
      levels_.pop_back();
      ++levels_.back().entry;
    } else {
      level.entry = 0;
      level.cut_off = false;
      break;
    }
  }
  descend();
}

std::vector<double> ProtocolWalk::position() const {
  std::vector<double> numbers;
  for (const Level& level : levels_)
    numbers.insert(numbers.end(), {static_cast<double>(level.entry), static_cast<double>(level.pass),
                                   level.first_capacity, level.cut_off ? 1.0 : 0.0});
  return numbers;
}

void ProtocolWalk::go_to(const std::vector<double>& position) {
  levels_.resize(1);
  for (std::size_t k = 0; k + numbers_per_level <= position.size(); k += numbers_per_level) {
    if (k > 0) {
      const Level& outer = levels_.back();
      const Loop* loop =
          outer.entry < outer.body->size() ? std::get_if<Loop>(&(*outer.body)[outer.entry].content) : nullptr;
      if (loop == nullptr) throw RunError("the place in the protocol that the file states does not exist");
      levels_.push_back({.body = &loop->body, .loop = loop});
    }
    Level& level = levels_.back();
    level.entry = static_cast<std::size_t>(position[k]);
    level.pass = static_cast<long>(position[k + 1]);
    level.first_capacity = position[k + 2];
    level.cut_off = position[k + 3] != 0;
  }
}

}  // namespace closo
