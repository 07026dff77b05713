// One process, in a build without MPI.
#include <array>
#include <cstdlib>

#include "sweep/ranks.hpp"

namespace closo {

struct Ranks::Window {
  std::array<std::int64_t, counters> values{};
};

Ranks::Ranks() : window_(std::make_unique<Window>()) {}
Ranks::~Ranks() = default;

std::int64_t Ranks::add(Counter counter, std::int64_t amount) {
  std::int64_t& value = window_->values[static_cast<std::size_t>(counter)];
  return (value += amount) - amount;
}

void Ranks::wait_for_all() {}
void Ranks::share(std::vector<char>& bytes) {
  static_cast<void>(bytes);
}
bool Ranks::any(bool condition) {
  return condition;
}
void Ranks::give_up(int status) {
  std::exit(status);
}

}  // namespace closo
