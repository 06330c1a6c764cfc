/** The names of `skein/web`. */
export {};
