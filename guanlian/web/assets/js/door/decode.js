/* The reader for browsers without their own; a file by itself, so that others never fetch it. */
export { default } from "qr/decode.js";
