/** The names of `skein/manager`. */
export {};
