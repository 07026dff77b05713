/* Stand-ins for what the archives of SUNDIALS refer to of MPI where they were built with it. None is ever called: SUNDIALS
 * calls MPI for a communicator alone, and closo gives it none. They are hidden, so that a real MPI is not disturbed. */
#include <stdlib.h>

#pragma GCC visibility push(hidden)

#define STAND_IN(function) \
  void function(void);     \
  void function(void) { abort(); }

STAND_IN(MPI_Abort)
STAND_IN(MPI_Comm_dup)
STAND_IN(MPI_Comm_free)
STAND_IN(MPI_Comm_rank)
STAND_IN(MPI_Comm_size)
STAND_IN(MPI_Op_create)
STAND_IN(MPI_Op_free)
STAND_IN(MPI_Reduce)
STAND_IN(MPI_Type_commit)
STAND_IN(MPI_Type_create_resized)
STAND_IN(MPI_Type_create_struct)
STAND_IN(MPI_Type_free)
STAND_IN(MPI_Type_get_extent)

/* Open MPI's constants are addresses. */
char ompi_mpi_comm_null, ompi_mpi_double, ompi_mpi_long;

#pragma GCC visibility pop
