// A chip's flash: 128 KiB of memory, by blocks of 512 octets, for a file system. In C as on a chip,
// so that the heap is the program's.

#include <string.h>

#include "extmod/vfs.h"
#include "py/runtime.h"

#define BLOCK (512)
#define BLOCKS (256)

static uint8_t cells[BLOCK * BLOCKS];

static uint8_t *at(const mp_obj_t *args, size_t n_args, mp_buffer_info_t *buffer, int flags) {
    size_t place = mp_obj_get_int(args[1]) * BLOCK + (n_args > 3 ? mp_obj_get_int(args[3]) : 0);
    mp_get_buffer_raise(args[2], buffer, flags);
    if (place > sizeof(cells) || buffer->len > sizeof(cells) - place) {
        mp_raise_ValueError(NULL);
    }
    return cells + place;
}

static mp_obj_t readblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buffer;
    const uint8_t *place = at(args, n_args, &buffer, MP_BUFFER_WRITE);
    memcpy(buffer.buf, place, buffer.len);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(readblocks_obj, 3, 4, readblocks);

static mp_obj_t writeblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buffer;
    uint8_t *place = at(args, n_args, &buffer, MP_BUFFER_READ);
    memcpy(place, buffer.buf, buffer.len);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(writeblocks_obj, 3, 4, writeblocks);

static mp_obj_t ioctl(mp_obj_t self, mp_obj_t command, mp_obj_t argument) {
    switch (mp_obj_get_int(command)) {
        case MP_BLOCKDEV_IOCTL_BLOCK_COUNT:
            return MP_OBJ_NEW_SMALL_INT(BLOCKS);
        case MP_BLOCKDEV_IOCTL_BLOCK_SIZE:
            return MP_OBJ_NEW_SMALL_INT(BLOCK);
        default: // it needs neither erasing nor a shutdown
            return MP_OBJ_NEW_SMALL_INT(0);
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(ioctl_obj, ioctl);

static const mp_rom_map_elem_t locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&readblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&writeblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&ioctl_obj) },
};
static MP_DEFINE_CONST_DICT(locals, locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(flash_type, MP_QSTR_Flash, MP_TYPE_FLAG_NONE, locals_dict, &locals);
static const mp_obj_base_t flash_obj = { &flash_type };

static const mp_rom_map_elem_t globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_flash) },
    { MP_ROM_QSTR(MP_QSTR_flash), MP_ROM_PTR(&flash_obj) },
};
static MP_DEFINE_CONST_DICT(globals, globals_table);

const mp_obj_module_t flash_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&globals,
};
MP_REGISTER_MODULE(MP_QSTR_flash, flash_module);
