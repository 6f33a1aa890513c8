/** What may be wrong with a disk, a folder or a file, as lines of shell; `$file` is the file, `$folder` its folder. */

export interface State {
  readonly name: string
  readonly lines: readonly string[]
  readonly mount?: string
  readonly powerless?: boolean
  /** It concerns the file alone, and not the one beside it. */
  readonly alone?: boolean
  /** `writing`: who only reads does not notice. */
  readonly stops: 'all' | 'writing' | 'locking' | 'nobody'
}

const FILL = 'dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null || true'
const FILL_INODES = 'n=0; while touch disk/filler-$n 2>/dev/null; do n=$((n+1)); done'
/** The file becomes something else. */
const instead = (line: string): string[] => ['rm "$file"', line]

export const STATES: readonly State[] = [
  { name: 'full to the last byte', lines: [FILL], stops: 'writing' },
  { name: 'full but for 4 kB', lines: [FILL, 'truncate -s -4096 disk/filler'], stops: 'writing' },
  { name: 'full but for 8 kB', lines: [FILL, 'truncate -s -8192 disk/filler'], stops: 'writing' },
  { name: 'full of files', mount: ',nr_inodes=40', lines: [FILL_INODES], stops: 'writing' },
  { name: 'read-only', lines: ['mount -o remount,bind,ro disk'], stops: 'writing' },
  {
    name: 'no permission on the file',
    lines: ['chmod 000 "$file"'],
    alone: true,
    powerless: true,
    stops: 'all',
  },
  { name: 'no permission on the folder', lines: ['chmod 000 "$folder"'], powerless: true, stops: 'all' },
  { name: 'a folder for reading', lines: ['chmod 555 "$folder"'], powerless: true, stops: 'writing' },
  { name: 'a folder where the file should be', lines: instead('mkdir "$file"'), alone: true, stops: 'all' },
  { name: 'a file where the folder should be', lines: ['rm -r "$folder"', ': > "$folder"'], stops: 'all' },
  { name: 'a dangling symlink', lines: instead('ln -s gone/nowhere "$file"'), alone: true, stops: 'all' },
  {
    name: 'a symlink loop',
    lines: instead('ln -s "$(basename "$file")" "$file"'),
    alone: true,
    stops: 'all',
  },
  {
    name: '/dev/full',
    lines: instead(': > "$file"; mount --bind /dev/full "$file"'),
    alone: true,
    stops: 'all',
  },
  { name: 'a folder where the lock should be', lines: ['mkdir "$file.lock"'], alone: true, stops: 'locking' },
  {
    name: 'a dangling symlink as the lock',
    lines: ['ln -s nowhere "$file.lock"'],
    alone: true,
    stops: 'locking',
  },
  { name: 'a pipe as the lock', lines: ['mkfifo "$file.lock"'], alone: true, stops: 'locking' },
]
