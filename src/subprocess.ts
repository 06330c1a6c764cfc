/** The names of `skein/subprocess`. */
export {};
