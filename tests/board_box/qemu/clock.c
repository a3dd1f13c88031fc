// The clock of both chips. With QEMU's -icount it counts instructions: one takes 1 << shift ns.
// Divisions have 32 bits: longer ones bring what unwinds the stack, for which there is no place.

#include "py/mphal.h"
#include "py/runtime.h"

#if defined(QEMU_SOC_MPS2)
#define PER_US 20
// The board's counter, at 20 MHz
static uint32_t ticks(void) {
    return *(volatile uint32_t *)0x40028018;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return ticks();
}
#else
#define PER_US 10
// mtime of the core's own interrupt controller, at 10 MHz
static uint32_t ticks(void) {
    return *(volatile uint32_t *)0x0200bff8;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    mp_uint_t cycles;
    __asm volatile ("csrr %0, mcycle" : "=r" (cycles));
    return cycles;
}
#endif

static struct {
    uint32_t ticks, rest_us, rest_ms;
    uint32_t us, ms;
} passed;

// To be called at least every 214 seconds, in which ticks() starts anew.
static void update(void) {
    uint32_t now = ticks();
    uint32_t more = now - passed.ticks;
    uint32_t us = more / PER_US + (more % PER_US + passed.rest_us) / PER_US;
    passed.rest_us = (more % PER_US + passed.rest_us) % PER_US;
    passed.ticks = now;
    passed.us += us;
    passed.ms += (us + passed.rest_ms) / 1000;
    passed.rest_ms = (us + passed.rest_ms) % 1000;
}

mp_uint_t mp_hal_ticks_us(void) {
    update();
    return passed.us;
}

mp_uint_t mp_hal_ticks_ms(void) {
    update();
    return passed.ms;
}

uint64_t mp_hal_time_ns(void) {
    return mp_hal_ticks_ms() * 1000000ull;
}

void mp_hal_delay_us(mp_uint_t us) {
    for (mp_uint_t start = mp_hal_ticks_us(); mp_hal_ticks_us() - start < us;) {
    }
}

void mp_hal_delay_ms(mp_uint_t ms) {
    for (mp_uint_t start = mp_hal_ticks_ms(); mp_hal_ticks_ms() - start < ms;) {
        mp_event_handle_nowait();
    }
}
