// time.time() of a chip that nobody has told the time: since it was started.
static mp_obj_t mp_time_time_get(void) {
    return MP_OBJ_NEW_SMALL_INT(mp_hal_ticks_ms() / 1000);
}
