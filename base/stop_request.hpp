// The wish that a long computation ends.
#pragma once

#include <atomic>
#include <functional>

namespace closo {

/// Thrown where the wish is noticed.
struct Cancelled {};

/// Where to look for the wish of a user or another thread; by default there is none.
class StopRequest {
 public:
  StopRequest() = default;
  /// @param wish  must outlive the computation
  explicit StopRequest(const std::atomic<bool>& wish) : wish_(&wish) {}
  /// @param wish   as above, or null     @param asked  says so when it is called, which is often; must outlive it, too
  StopRequest(const std::atomic<bool>* wish, const std::function<bool()>& asked)
      : wish_(wish), asked_(asked ? &asked : nullptr) {}

  /// @throws Cancelled
  void check() const {
    if (wish_ != nullptr && wish_->load(std::memory_order_relaxed)) throw Cancelled();
    if (asked_ != nullptr && (*asked_)()) throw Cancelled();
  }

 private:
  const std::atomic<bool>* wish_ = nullptr;
  const std::function<bool()>* asked_ = nullptr;
};

}  // namespace closo
