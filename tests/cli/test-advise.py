"""postroom-cli advise: text, JSON, journals, sweeps and their parts, and what it says to wrong words."""
import json
import os
import subprocess
import sys
import tempfile

CLI = os.environ['POSTROOM_CLI']
QUICK = ['days=2', 'mails=4']


def run(*arguments):
    environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en')
    done = subprocess.run([CLI, *arguments], capture_output=True, text=True, env=environment, timeout=100)
    return done.returncode, done.stdout, done.stderr


def expect(condition, what):
    if not condition:
        sys.exit(f'not so: {what}')


def lines_of(*arguments):
    status, out, err = run('advise', '--sweep', *arguments)
    expect(status == 0 and err == '', f'sweep {arguments}: {err}')
    return [json.loads(line) for line in out.splitlines()]


# Text
status, out, err = run('advise', *QUICK)
expect(status == 0 and err == '', err)
for part in ('fewest points against it', 'Laptop: Data moved', 'What breaks first', 'How the points come about', 'imap-on-demand'):
    expect(part in out, f'{part} in:\n{out}')
expect(run('advise', *QUICK)[1] == out, 'the same answer twice')
expect(run('advise', *QUICK, 'seed=2')[1] != out, 'another month with another seed')

# JSON
status, out, err = run('advise', '--json', *QUICK, 'where=train')
answer = json.loads(out)
expect(status == 0 and answer['person']['where'] == 'train', out)
expect([setup['id'] for setup in answer['setups']] == ['pop3-delete', 'pop3-keep', 'imap-full', 'imap-on-demand'], out)
best = min(answer['setups'], key=lambda setup: setup['points'])
expect(best['points'] == next(s['points'] for s in answer['setups'] if s['id'] == answer['recommended']), out)
for setup in answer['setups']:
    points = sum(answer['weights'][rule] * share for rule, share in setup['shares'].items()) / 1000
    expect(abs(points - setup['points']) <= 0.051, f'{setup["id"]}: weights times shares are the points')

# All that a person asks for: data moved, room on each place, letters missing on each device, waits, what could be read without a
# network, what breaks first.
answer = json.loads(run('advise', '--json', 'days=3', 'mails=6', 'where=train', 'offline=3')[1])
for setup in answer['setups']:
    expect(len(setup['devices']) == 2 and setup['server-octets-peak'] >= setup['server-octets-at-end'] >= 0, setup['id'])
    for device in setup['devices']:
        expect(device['octets-moved'] > 0 and device['octets-peak'] >= device['octets-at-end'] > 0, device)
        expect(0 <= device['letters-missing'] <= setup['letters'], device)
    expect(0 <= setup['waited'] <= setup['opened'] and setup['wait-longest-us'] <= setup['wait-sum-us'], setup['id'])
    expect(setup['opened-offline'] > 0 and setup['readable-offline'] <= setup['opened-offline'], setup['id'])
    expect(setup['breaks-first'] is None or setup['breaks-first']['text'] != '', setup['id'])
expect(any(s['breaks-first'] for s in answer['setups']) and any(s['waited'] for s in answer['setups']), answer)
out = run('advise', 'days=3', 'mails=6', 'where=train', 'offline=3')[1]
for part in ('Laptop: Data moved', 'Phone: Held at most', 'Laptop: Letters missing', 'Server: held at most', 'Longest wait',
             'Readable without a network', 'What breaks first'):
    expect(part in out, f'{part} in:\n{out}')

# A place sets the link, and a key beside it, wherever it stands, has its say.
for words in (['bandwidth=1Mbit', 'where=sea'], ['where=sea', 'bandwidth=1Mbit']):
    person = json.loads(run('advise', '--json', 'days=1', 'mails=0', *words)[1])['person']
    expect((person['bandwidth'], person['latency']) == ('1Mbit', '600ms'), person)

# The month can be played.
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'month.postroom')
    status, out, err = run('advise', '--journal', 'imap-full', *QUICK, 'folders=yes', 'where=train')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(out)
    expect(status == 0 and 'device phone account=ada protocol=imap full-copy=on' in out, out)
    status, out, err = run('run', '-q', path)
    expect(status == 0, err)

# Sweeps
points = lines_of('days=1', 'mails=1,3', 'where=office,train,village')
expect([(p['person']['mails'], p['person']['where']) for p in points]
       == [(m, w) for m in '13' for w in ('office', 'train', 'village')], points)
parts = [lines_of('--part', f'{i}/4', 'days=1', 'mails=1,3', 'where=office,train,village') for i in range(1, 5)]
expect(sorted(map(str, sum(parts, []))) == sorted(map(str, points)), 'the parts make up the whole')

# Wrong words
for arguments, says in [
    (['mials=3'], 'mials=3: character 1: there is no key'),
    (['mails=many'], 'mails=many: character 7: “mails” wants from 0 to 200'),
    (['--sweep', 'mails=1,x'], 'mails=x: character 7'),
    (['--sweep', 'mails='], 'mails=: character 7'),
    (['--sweep', '--part=5/4', 'days=1'], '5/4'),
    (['--part=1/4'], '--sweep'),
    (['--journal=nntp'], 'nntp'),
    (['--frobnicate'], 'frobnicate'),
    (['--sweep', *['seed=' + ','.join(map(str, range(1000)))] * 3], 'more than'),
]:
    status, out, err = run('advise', *arguments)
    expect(status == 2 and says in err and out == '', f'{arguments}: {status} {err}')
expect('KEY=VALUE' in run('help', 'advise')[1], 'help')
