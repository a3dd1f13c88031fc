// What os has on boards and on the unix port beside files: numbers at random, which are the same each
// time here, and variables, of which there are none.
static mp_obj_t mp_os_urandom(mp_obj_t count) {
    static uint32_t state = 2463534242;
    vstr_t vstr;
    vstr_init_len(&vstr, mp_obj_get_int(count));
    for (size_t i = 0; i < vstr.len; i++) {
        state ^= state << 13; // xorshift
        state ^= state >> 17;
        state ^= state << 5;
        vstr.buf[i] = state >> 16;
    }
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_os_urandom_obj, mp_os_urandom);

static mp_obj_t mp_os_getenv(size_t n_args, const mp_obj_t *args) {
    return n_args > 1 ? args[1] : mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(mp_os_getenv_obj, 1, 2, mp_os_getenv);
#define mp_os_putenv_obj mp_os_getenv_obj
#define mp_os_unsetenv_obj mp_os_getenv_obj
