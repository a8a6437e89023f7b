// Runs where it stands, before what follows is drawn: on a narrow screen the choices are folded, and nothing jumps.
"use strict";
if (matchMedia("(max-width: 40rem)").matches) document.querySelector("details.more").open = false;
