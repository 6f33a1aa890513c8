export const flutter = (): string => `// A client of "videosdk-token serve". It needs: flutter pub add http
import 'dart:convert';

import 'package:http/http.dart' as http;

// The address as serve prints it, with its access key where it has one.
// In an Android emulator the machine that runs serve is 10.0.2.2, not 127.0.0.1.
const server = 'http://10.0.2.2:9000';

/// A token, for a room and a participant where they are given.
Future<String> fetchToken({String? roomId, String? participantId}) async {
  final answer = await _post('/get-token', {
    if (roomId != null) 'roomId': roomId,
    if (participantId != null) 'participantId': participantId,
  });
  return answer['token'] as String;
}

/// The id of a new meeting. The server has a token of its own for it.
Future<String> createMeeting() async {
  final answer = await _post('/create-meeting');
  return answer['meetingId'] as String;
}

/// Whether there is such a meeting.
Future<bool> validateMeeting(String meetingId) async {
  try {
    await _post('/validate-meeting/\${Uri.encodeComponent(meetingId)}');
    return true;
  } on ServerException catch (error) {
    if (error.status == 404) return false;
    rethrow;
  }
}

class ServerException implements Exception {
  ServerException(this.status, this.message);

  final int status;
  final String message;

  @override
  String toString() => '$status: $message';
}

Future<Map<String, dynamic>> _post(String path, [Map<String, String> body = const {}]) async {
  final answer = await http.post(
    Uri.parse('$server$path'),
    headers: {'Content-Type': 'application/json'},
    body: jsonEncode(body),
  );
  final result = jsonDecode(utf8.decode(answer.bodyBytes)) as Map<String, dynamic>;
  if (answer.statusCode == 200) return result;
  throw ServerException(answer.statusCode, result['message'] as String);
}
`
