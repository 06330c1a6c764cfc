/** What the job finds out about one file. */
export type FileFacts =
  | {
      readonly path: string;
      readonly sha256: string;
      readonly words: number;
      readonly bytes: number;
    }
  | { readonly path: string; readonly problem: string; readonly bytes: 0 };
