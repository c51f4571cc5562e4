/** A file, folder or link that becomes one member of an archive. */
export type Entry = FileEntry | FolderEntry | LinkEntry;

interface Named {
  /** The path relative to the directory, with `/` on every platform. */
  readonly name: string;
}

export interface FileEntry extends Named {
  readonly type: 'File';
  /** The path to read the file from. */
  readonly path: string;
  readonly size: number;
  readonly executable: boolean;
}

export interface FolderEntry extends Named {
  readonly type: 'Directory';
}

export interface LinkEntry extends Named {
  readonly type: 'SymbolicLink';
  readonly target: string;
}
