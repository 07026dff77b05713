// The wish that a long computation ends.
#pragma once

#include <atomic>

namespace closo {

/// Thrown where the wish is noticed.
struct Cancelled {};

/// Where to look for the wish of a user or another thread; by default there is none.
class StopRequest {
 public:
  StopRequest() = default;
  /// @param wish  must outlive the computation
  explicit StopRequest(const std::atomic<bool>& wish) : wish_(&wish) {}

  /// @throws Cancelled
  void check() const {
    if (wish_ != nullptr && wish_->load(std::memory_order_relaxed)) throw Cancelled();
  }

 private:
  const std::atomic<bool>* wish_ = nullptr;
};

}  // namespace closo
