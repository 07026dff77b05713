// A program of others: it includes and links closo, and nothing else.
#include <cstdio>

#include <closo/closo.hpp>

int main() {
  std::printf("closo %s\n", closo::version());
}
