/** The names of `skein/connection`. */
export {};
