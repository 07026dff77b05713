/* Whether IDA can be linked and used as closo does. */
#include <ida/ida.h>

int main(void) {
  SUNContext context = 0;
  void* ida = SUNContext_Create(SUN_COMM_NULL, &context) == 0 ? IDACreate(context) : 0;
  if (ida == 0) return 1;
  IDAFree(&ida);
  return SUNContext_Free(&context) != 0;
}
