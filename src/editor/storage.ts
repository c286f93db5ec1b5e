import * as vscode from 'vscode';
import type { FileStore, StoredFile } from '../core/chat/fileStore';

/**
 * A folder of small text files on the host's file system, which also works where the workspace is remote. The folder is
 * made with the first write. Every write goes to a file beside it that then takes its place, so that a killed host leaves
 * the old text or the new one.
 */
export function createFileStore(folder: vscode.Uri): FileStore {
  const { fs } = vscode.workspace;
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  let made: Thenable<void> | undefined;
  const makeFolder = async (): Promise<void> => {
    made ??= fs.createDirectory(folder);
    try {
      await made;
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
  return {
    read: async (name) => {
      const bytes = await orUndefined(fs.readFile(at(name)));
      return bytes && new TextDecoder().decode(bytes);
    },
    write: async (name, text) => {
      await makeFolder();
      const beside = at(`${name}.tmp`);
      await fs.writeFile(beside, new TextEncoder().encode(text));
      await fs.rename(beside, at(name), { overwrite: true });
    },
    list: async () => {
      const entries = (await orUndefined(fs.readDirectory(folder))) ?? [];
      const names = entries.filter(([, type]) => type === vscode.FileType.File).map(([name]) => name);
      const files = await Promise.all(
        names.map(async (name): Promise<StoredFile | undefined> => {
          const stat = await orUndefined(fs.stat(at(name)));
          return stat && { name, bytes: stat.size, modifiedAt: stat.mtime };
        }),
      );
      return files.filter((file) => file !== undefined);
    },
    remove: async (name) => {
      await orUndefined(fs.delete(at(name)));
    },
  };
}

/** What is not there is an answer, not an error; everything else the disk says is passed on. */
async function orUndefined<T>(result: Thenable<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}
