| SPDX-License-Identifier: MIT
| The cartridge's first 512 bytes, as the console wants them, and what runs before main: no interrupt is ever enabled.

        .section .header, "a"
        .long   stack_top, start
        .rept   62
        .long   halt
        .endr
        .ascii  "SEGA GENESIS    "
        .ascii  "SPINDASH 2026   "
        .ascii  "RIDGE RUN                                       " | domestic
        .ascii  "RIDGE RUN                                       " | overseas
        .ascii  "GM 00000006-00"
        .word   0               | checksum; the program does not check itself
        .ascii  "J               "
        .long   0, rom_end - 1, 0x00FF0000, 0x00FFFFFF
        .fill   64, 1, ' '      | no memory of its own, no modem, no notes
        .ascii  "JUE             "

        .text
        .global start
start:  move.w  #0x2700, %sr
        move.b  0xA10001, %d0
        and.b   #0x0F, %d0      | consoles after the first release lock the video chip until they are told this
        beq.s   1f
        move.l  #0x53454741, 0xA14000
1:      lea     bss_start, %a0
2:      cmp.l   #bss_end, %a0
        bhs.s   3f
        clr.w   (%a0)+
        bra.s   2b
3:      jsr     main
halt:   bra.s   halt

        .section .note.GNU-stack, "", @progbits
