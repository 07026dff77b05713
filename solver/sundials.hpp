// SUNDIALS as the integrator uses it, for its releases 6.4 to 7: the one place that knows which of them it is.
#pragma once

#include <exception>

#include <ida/ida.h>
#include <sundials/sundials_config.h>
#include <sundials/sundials_context.h>
#include <sundials/sundials_nonlinearsolver.h>
#include <sundials/sundials_nvector.h>

namespace closo {

/// What all objects of SUNDIALS belong to; owns it.
class SundialsContext {
 public:
  SundialsContext() {
#if SUNDIALS_VERSION_MAJOR < 7
    SUNContext_Create(nullptr, &context_);
#else
    // A build of SUNDIALS with MPI asks MPI for anything else, which nobody has started.
    SUNContext_Create(SUN_COMM_NULL, &context_);
    if (context_ != nullptr) SUNContext_ClearErrHandlers(context_);
#endif
  }
  ~SundialsContext() {
    if (context_ != nullptr) SUNContext_Free(&context_);
  }
  SundialsContext(const SundialsContext&) = delete;
  SundialsContext& operator=(const SundialsContext&) = delete;

  /// Null if there was no memory.
  SUNContext get() const {
    return context_;
  }

 private:
  SUNContext context_ = nullptr;
};

/// Keeps IDA from printing its errors: they are reported once, in the user's terms.
inline int silence_ida([[maybe_unused]] void* ida) {
#if SUNDIALS_VERSION_MAJOR < 7
  return IDASetErrHandlerFn(
      ida, [](int, const char*, const char*, char*, void*) {}, nullptr);
#else
  return IDA_SUCCESS;  // the context has no handlers
#endif
}

// What a nonlinear solver returns. IDA hands a negative number to the caller of IDASolve() and shortens the step for a
// positive one.
constexpr int newton_converged = 0;
constexpr int newton_diverged = SUN_NLS_CONV_RECVR;
constexpr int newton_failed = IDA_RES_FAIL;

/// Calls what may throw from a function that SUNDIALS calls: no exception may pass through C.
/// @param error  keeps what was thrown
/// @return what the call returns, or a failure that SUNDIALS hands to the caller of IDASolve()
template <class Call>
int without_exceptions(std::exception_ptr& error, Call&& call) noexcept {
  try {
    return call();
  } catch (...) {
    error = std::current_exception();
    return IDA_RES_FAIL;
  }
}

}  // namespace closo
