// A chip of QEMU's that runs one program and ends with its status. The program, and how much heap it
// gets, QEMU has put into memory before the start (../chip.py); without one there is a REPL.

#include <stdlib.h>
#include <string.h>

#include "py/compile.h"
#include "py/gc.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stackctrl.h"

#define MAGIC 0x504d4e53
#define MOST (512 * 1024)
// As an RP2040 has, and an ESP8266; and as an ESP32 has, whose frames are larger, with the margins of
// their ports.
#if defined(QEMU_SOC_MPS2)
#define STACK (8 * 1024 - 256)
#else
#define STACK (16 * 1024 - 1024)
#endif

typedef struct {
    uint32_t magic;
    uint32_t heap; // octets
    uint32_t strict; // an access that is not aligned is a fault, as on the Cortex-M0+ of an RP2040
    uint32_t length;
    char text[];
} program_t;

static uint32_t heap[MOST / sizeof(uint32_t)];

int console(int argc, char **argv); // main() of the port

static int status_of(mp_obj_t exception) {
    if (!mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(mp_obj_get_type(exception)),
        MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
        mp_obj_print_exception(&mp_plat_print, exception);
        return 1;
    }
    mp_obj_t value = mp_obj_exception_get_value(exception);
    return value == mp_const_none ? 0 : mp_obj_get_int(value);
}

static int run(const program_t *program) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        return status_of(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    mp_lexer_t *lexer = mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, program->text,
        program->length, 0);
    mp_parse_tree_t tree = mp_parse(lexer, MP_PARSE_FILE_INPUT);
    mp_call_function_0(mp_compile(&tree, MP_QSTR__lt_stdin_gt_, false));
    nlr_pop();
    return 0;
}

#if defined(QEMU_SOC_MPS2)
// The port's exit() knows no other status than 0 and 1.
static void finish(int status) {
    uint32_t block[2] = {0x20026, status};
    __asm volatile ("movs r0, #0x20 \n mov r1, %0 \n bkpt 0xab" : : "r" (block) : "r0", "r1", "memory");
}

// The port's own would never end.
void HardFault_Handler(void) {
    mp_printf(&mp_plat_print, "hard fault\n");
    finish(139);
}

static void prepare(const program_t *program) {
    *(volatile uint32_t *)0xe000ed14 |= program->strict ? 1 << 3 : 0;
}
#else
#define finish exit
#define prepare(program)
#endif

int main(int argc, char **argv) {
    const program_t *program = (const program_t *)PROGRAM;
    if (program->magic != MAGIC || program->heap > MOST) {
        return console(argc, argv);
    }
    prepare(program);
    mp_stack_ctrl_init();
    mp_stack_set_limit(STACK);
    gc_init(heap, (char *)heap + program->heap);
    mp_init();
    finish(run(program));
    return 0;
}
